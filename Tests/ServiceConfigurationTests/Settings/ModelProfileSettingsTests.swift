import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct ModelProfileSettingsTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", "openai"), ("https://eu.api.openai.com/v1", "openai"),
        ("https://clinic.openai.azure.com", "azure"), ("https://api.mistral.ai/v1", "mistral"),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
        ("https://openrouter.ai/api/v1", "openrouter"), ("https://API.groq.com/openai/v1", "groq"),
        ("http://localhost:11434/v1", "compatible"), ("https://api.openai.com.example.org/v1", "compatible"),
        ("https://myopenrouter.ai/v1", "compatible"),
    ])
    func theHostTellsTheProfileWhereItCan(_ address: String, _ name: String) throws {
        #expect(try ModelText.profile(ModelText.model("base_url: \"\(address)\", api_key: k"))?.name == name)
        let environment = ["OPENAI_BASE_URL": address, "OPENAI_API_KEY": "k"]
        #expect(try ModelText.profile("default: auto\n", environment)?.name == name)
    }

    @Test func anEntryNamesItsProfileAndTheProfileItsServer() throws {
        #expect(
            try ModelText.profile(ModelText.model("profile: vllm, base_url: \"https://api.openai.com/v1\", api_key: k"))
                == .vLLM
        )
        let text = ModelText.model("profile: mistral, api_key: k")
        #expect(try ModelText.profile(text) == .mistral)
        #expect(
            try ModelText.server(text, ["OPENAI_BASE_URL": "http://localhost:1/v1"]).baseURL
                == "https://api.mistral.ai/v1"
        )
        #expect(try ModelText.server(ModelText.model("profile: ollama")).baseURL == "http://localhost:11434/v1")
    }

    @Test(arguments: [
        ("https://c.openai.azure.com", nil, ChatProfile.Address.deployment(apiVersion: "2024-10-21")),
        ("https://c.openai.azure.com", "2025-01-01-preview", .deployment(apiVersion: "2025-01-01-preview")),
        ("https://c.openai.azure.com/openai/v1", nil, .plain),
    ])
    func azureIsAddressedByDeploymentUnlessItsAddressSaysOtherwise(
        _ address: String,
        _ version: String?,
        _ expected: ChatProfile.Address
    ) throws {
        let rest = version.map { ", api_version: \($0)" } ?? ""
        let profile = try ModelText.profile(ModelText.model("base_url: \"\(address)\", api_key: k\(rest)"))
        #expect(profile?.address == expected)
        #expect(profile?.key == .field("api-key"))
    }
}
