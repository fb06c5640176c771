import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct ModelWireSettingsTests {
    @Test func otherWiresHaveTheirVendorsDefaultsAndVariables() throws {
        let responses = "default: m\nmodels: {m: {provider: openai-responses}}\n"
        guard case .openAIResponses(let server) = try ModelText.choice(responses, ["OPENAI_API_KEY": "k"]) else {
            Issue.record("openai-responses is another wire.")
            return
        }
        #expect(server.baseURL == "https://api.openai.com/v1")
        #expect(server.model == "gpt-4.1")
        #expect(server.apiKey == Secret("k"))

        let messages = "default: m\nmodels: {m: {provider: anthropic}}\n"
        let environment = ["ANTHROPIC_API_KEY": "a", "ANTHROPIC_MODEL": "claude-x", "OPENAI_BASE_URL": "http://o/v1"]
        guard case .anthropic(let server) = try ModelText.choice(messages, environment) else {
            Issue.record("anthropic is another wire.")
            return
        }
        #expect(server.baseURL == "https://api.anthropic.com/v1")
        #expect(server.model == "claude-x")
        #expect(server.apiKey == Secret("a"))
    }

    @Test(arguments: ["http://localhost:1", "http://localhost:1/", "http://localhost:1/v1"])
    func anthropicsServerIsNamedAsTheVendorsClientsNameIt(_ address: String) throws {
        let messages = "default: m\nmodels: {m: {provider: anthropic}}\n"
        guard case .anthropic(let server) = try ModelText.choice(messages, ["ANTHROPIC_BASE_URL": address]) else {
            Issue.record("anthropic is another wire.")
            return
        }
        #expect(server.baseURL == "http://localhost:1/v1")
        #expect(server.apiKey == nil)
    }
}
