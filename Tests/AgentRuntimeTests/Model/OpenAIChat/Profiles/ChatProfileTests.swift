import AgentTesting
import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("Profiles of providers") struct ChatProfileTests {
    private static func request(
        as profile: ChatProfile,
        parameters: [String: JSONValue] = [:]
    ) throws -> JSONValue {
        let endpoint = ModelEndpoint(
            baseURL: "http://localhost",
            model: "m",
            temperature: 0.5,
            maximumTokens: 300,
            parameters: parameters
        )
        let request = OpenAIChatModelTests.request()
        return try JSONValue(parsing: ChatCompletionRequest(request, for: endpoint, as: profile).encoded())
    }

    @Test("each has a name of its own and keeps to the standard's members", arguments: ChatProfile.all)
    func members(_ profile: ChatProfile) throws {
        #expect(ChatProfile.named(profile.name) == profile)
        let sent = try #require(try Self.request(as: profile).object)
        #expect(Set(sent.keys).isSubset(of: ChatProfile.ownMembers))
        #expect(sent["stream"] == true)
    }

    @Test(
        "says what limits the tokens and whether usage may be asked for",
        arguments: [
            (ChatProfile.openAI, "max_completion_tokens", ["include_usage": true, "include_obfuscation": false]),
            (.azure, "max_completion_tokens", ["include_usage": true]),
            (.azure(at: "https://c.openai.azure.com", apiVersion: nil), "max_tokens", ["include_usage": true]),
            (.groq, "max_completion_tokens", ["include_usage": true]), (.mistral, "max_tokens", nil),
            (.compatible, "max_tokens", ["include_usage": true]), (.vLLM, "max_tokens", ["include_usage": true]),
        ] as [(ChatProfile, String, JSONValue?)]
    )
    func request(_ profile: ChatProfile, _ limit: String, _ options: JSONValue?) throws {
        let sent = try #require(try Self.request(as: profile).object)
        #expect(sent[limit] == 300)
        #expect(sent.keys.count { $0.hasPrefix("max_") } == 1)
        #expect(sent["stream_options"] == options)
    }

    @Test("further parameters are sent as they are") func parameters() throws {
        let parameters: [String: JSONValue] = [
            "top_p": 0.9, "seed": 7, "stop": ["a"], "response_format": ["type": "text"],
        ]
        let sent = try #require(try Self.request(as: .compatible, parameters: parameters).object)
        #expect(sent.filter { parameters.keys.contains($0.key) } == parameters)
    }

    @Test("Azure is asked at the deployment, with its own field for the key") func azure() async throws {
        try await FakeModelServer.withServer(.text("Ok")) { server in
            let origin = server.baseURL.replacing("/v1", with: "")
            let endpoint = ModelEndpoint(baseURL: origin, apiKey: "k", model: "my model")
            let profile = ChatProfile.azure(at: origin, apiVersion: "2025-01-01-preview")
            let model = OpenAIChatModel(endpoint, profile: profile, http: try HTTPClient())
            _ = try await model.respond(to: OpenAIChatModelTests.request(), into: DiscardingSink())
            let sent = try #require(server.requests.first)
            let path = "/openai/deployments/my%20model/chat/completions?api-version=2025-01-01-preview"
            #expect(sent.path == path)
            #expect(sent.header("api-key") == "k")
            #expect(sent.header("Authorization") == nil)
        }
    }
}
