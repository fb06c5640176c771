import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct ModelSettingsTests {
    /// The model that `models.yaml` makes of its default.
    private func choice(_ text: String, _ environment: [String: String] = [:]) throws -> ModelChoice {
        let settings = try decode(ModelSettings.self, text, environment: environment)
        return try settings.choice(for: settings.standard, environment: environment)
    }

    private func message(_ text: String, _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try self.choice(text, environment)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func server(_ text: String, _ environment: [String: String] = [:]) throws -> ModelServer {
        guard case .openAI(let server, _) = try self.choice(text, environment) else {
            throw ConfigurationError(file: "f.yaml", reason: "offline")
        }
        return server
    }

    private func profile(_ text: String, _ environment: [String: String] = [:]) throws -> ChatProfile? {
        if case .openAI(_, let profile) = try self.choice(text, environment) { profile } else { nil }
    }

    /// `models.yaml` with one model, whose keys are `entry`.
    private static func model(_ entry: String) -> String {
        "default: m\nmodels: {m: {provider: openai, \(entry)}}\n"
    }

    @Test func autoIsOfflineWithoutKeyAndServer() throws {
        #expect(try self.choice("{}\n") == .offline)
        #expect(try self.choice("default: auto\n", ["OPENAI_API_KEY": "", "OPENAI_MODEL": "m"]) == .offline)
    }

    @Test func autoFollowsTheVendorsVariables() throws {
        let vendor = try self.server("default: auto\n", ["OPENAI_API_KEY": "k"])
        #expect(vendor.baseURL == "https://api.openai.com/v1")
        #expect(vendor.model == "gpt-4.1")
        #expect(vendor.apiKey == Secret("k"))

        let own = try self.server(
            "default: auto\n",
            ["OPENAI_BASE_URL": "http://localhost:1/v1/", "OPENAI_MODEL": "m"]
        )
        #expect(own.baseURL == "http://localhost:1/v1")
        #expect(own.model == "m")
        #expect(own.apiKey == nil)
    }

    @Test func timeoutsAreReadOneByOneAndTheRestStaysAsItIs() throws {
        let key = ["OPENAI_API_KEY": "k"]
        #expect(try self.server("default: auto\n", key).timeouts == ModelEndpoint.patience)
        var expected = ModelEndpoint.patience
        expected.firstByte = .milliseconds(1500)
        expected.idle = .seconds(300)
        let some = Self.model("timeouts: {first_byte: 1500ms, idle: 5m}")
        #expect(try self.server(some, key).timeouts == expected)
        expected = HTTPTimeouts(
            connect: .seconds(1),
            firstByte: .seconds(2),
            firstContent: .seconds(3),
            stall: .seconds(4),
            idle: .seconds(5)
        )
        let all = Self.model("timeouts: {connect: 1s, first_byte: 2s, first_content: 3s, stall: 4s, idle: 5s}")
        #expect(try self.server(all, key).timeouts == expected)
        let wrong = self.message(Self.model("timeouts: {stall: 2h}"), key)
        #expect(wrong?.contains("2h is out of range. Write a duration from 10ms to 1h.") == true, "\(wrong ?? "")")
        #expect(self.message(Self.model("timeouts: {first_token: 2s}"), key)?.contains("first_token") == true)
    }

    @Test func anEntryIsReadWhole() throws {
        let server = try self.server(
            """
            default: careful
            models:
              careful:
                provider: openai
                model: small
                base_url: https://models.example.org/v1/
                api_key: ${KEY}
                temperature: 0.2
                max_tokens: 500
                parameters: {top_p: 0.9, seed: 7, stop: ["1", fine], response_format: {type: text}, logit_bias: null}
                headers: {X-Team: "${KEY}"}
            """,
            ["KEY": "abc", "OPENAI_MODEL": "other"]
        )
        #expect(server.baseURL == "https://models.example.org/v1")
        #expect(server.apiKey?.value == "abc")
        #expect(server.model == "small")
        #expect(server.temperature == 0.2)
        #expect(server.maximumTokens == 500)
        #expect(
            server.parameters == [
                "top_p": 0.9, "seed": 7, "stop": ["1", "fine"], "response_format": ["type": "text"], "logit_bias": nil,
            ]
        )
        #expect(server.headers["X-Team"]?.value == "abc")
    }

    @Test func theVendorsKeyIsNotShownToAnotherServer() throws {
        let text = "default: local\nmodels: {local: {provider: openai, base_url: \"http://localhost:1/v1\"}}\n"
        #expect(try self.server(text, ["OPENAI_API_KEY": "k"]).apiKey == nil)
        let vendor = "default: big\nmodels: {big: {provider: openai}}\n"
        #expect(try self.server(vendor, ["OPENAI_API_KEY": "k"]).apiKey == Secret("k"))
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", "openai"), ("https://eu.api.openai.com/v1", "openai"),
        ("https://clinic.openai.azure.com", "azure"), ("https://api.mistral.ai/v1", "mistral"),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "gemini"),
        ("https://openrouter.ai/api/v1", "openrouter"), ("https://API.groq.com/openai/v1", "groq"),
        ("http://localhost:11434/v1", "compatible"), ("https://api.openai.com.example.org/v1", "compatible"),
        ("https://myopenrouter.ai/v1", "compatible"),
    ])
    func theHostTellsTheProfileWhereItCan(_ address: String, _ name: String) throws {
        #expect(try self.profile(Self.model("base_url: \"\(address)\", api_key: k"))?.name == name)
        let environment = ["OPENAI_BASE_URL": address, "OPENAI_API_KEY": "k"]
        #expect(try self.profile("default: auto\n", environment)?.name == name)
    }

    @Test func anEntryNamesItsProfileAndTheProfileItsServer() throws {
        #expect(
            try self.profile(Self.model("profile: vllm, base_url: \"https://api.openai.com/v1\", api_key: k")) == .vLLM
        )
        let text = Self.model("profile: mistral, api_key: k")
        #expect(try self.profile(text) == .mistral)
        #expect(
            try self.server(text, ["OPENAI_BASE_URL": "http://localhost:1/v1"]).baseURL == "https://api.mistral.ai/v1"
        )
        #expect(try self.server(Self.model("profile: ollama")).baseURL == "http://localhost:11434/v1")
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
        let profile = try self.profile(Self.model("base_url: \"\(address)\", api_key: k\(rest)"))
        #expect(profile?.address == expected)
        #expect(profile?.key == .field("api-key"))
    }

    @Test func whatAModelHoldsAndAsksIsRead() throws {
        let text = """
            default: careful
            currency: EUR
            models:
              careful:
                provider: openai
                base_url: http://localhost:1/v1
                max_tokens: 500
                context_tokens: 128000
                price: {input: 2.5, cached_input: 0.0375, output: 10}
            """
        let settings = try decode(ModelSettings.self, text)
        #expect(settings.currency == "EUR")
        #expect(settings.hasPrices)
        let terms = try self.choice(text).terms
        #expect(terms.contextTokens == 128_000)
        #expect(terms.answerTokens == 500)
        let price = TokenPrice(
            input: try #require(Cost("2.5")),
            cachedInput: Cost("0.0375"),
            output: try #require(Cost("10"))
        )
        #expect(terms.price == price)
    }

    @Test func whatIsNotSaidOfAModelIsNotKnown() throws {
        let settings = try decode(
            ModelSettings.self,
            "models: {free: {provider: openai, price: {input: 0, output: 0}}}\n"
        )
        #expect(settings.currency == "USD")
        #expect(settings.models["free"]?.price?.price == TokenPrice(input: .zero, output: .zero))
        let terms = try self.choice("default: auto\n", ["OPENAI_API_KEY": "k"]).terms
        #expect(terms == ModelTerms())
        #expect(try !decode(ModelSettings.self, "{}\n").hasPrices)
    }

    @Test func otherWiresHaveTheirVendorsDefaultsAndVariables() throws {
        let responses = "default: m\nmodels: {m: {provider: openai-responses}}\n"
        guard case .openAIResponses(let server) = try self.choice(responses, ["OPENAI_API_KEY": "k"]) else {
            Issue.record("openai-responses is another wire.")
            return
        }
        #expect(server.baseURL == "https://api.openai.com/v1")
        #expect(server.model == "gpt-4.1")
        #expect(server.apiKey == Secret("k"))

        let messages = "default: m\nmodels: {m: {provider: anthropic}}\n"
        let environment = ["ANTHROPIC_API_KEY": "a", "ANTHROPIC_MODEL": "claude-x", "OPENAI_BASE_URL": "http://o/v1"]
        guard case .anthropic(let server) = try self.choice(messages, environment) else {
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
        guard case .anthropic(let server) = try self.choice(messages, ["ANTHROPIC_BASE_URL": address]) else {
            Issue.record("anthropic is another wire.")
            return
        }
        #expect(server.baseURL == "http://localhost:1/v1")
        #expect(server.apiKey == nil)
    }

    @Test func anOfflineEntryIsOffline() throws {
        #expect(try self.choice("default: x\nmodels: {x: {provider: offline}}\n", ["OPENAI_API_KEY": "k"]) == .offline)
    }

    @Test func secretsPrintAsDots() throws {
        let server = try self.server("default: auto\n", ["OPENAI_API_KEY": "s3cret"])
        var dumped = ""
        dump(server, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect("\(server)".contains("•••") && !String(reflecting: server).contains("s3cret"))
    }

    @Test(arguments: [
        (
            "default: big\nmodels:\n  big:\n    provider: openai\n",
            "f.yaml:3: The model \"big\" has no key for https://api.openai.com/v1. "
                + "Set OPENAI_API_KEY, or base_url to a server that needs no key."
        ),
        (
            "default: bgi\nmodels:\n  big:\n    provider: offline\n",
            "f.yaml:1: No model is named \"bgi\". Did you mean \"big\"?"
        ),
        ("default: x\n", "f.yaml:1: No model is named \"x\". There are: auto, default."),
        ("models:\n  big:\n    model: m\n", "f.yaml:2: models.big.provider is missing. Add the key \"provider\"."),
        (
            "models:\n  big:\n    provider: openia\n",
            "f.yaml:3: models.big.provider: \"openia\" is no choice. Did you mean \"openai\"?"
        ),
        (
            "models:\n  auto:\n    provider: offline\n",
            "f.yaml:2: A model cannot be named \"auto\", which is built in. Choose another name."
        ),
        (
            "models:\n  b: {provider: openai, base_url: localhost}\n",
            "f.yaml:2: models.b.base_url: \"localhost\" is not the URL of a server. "
                + "Write one such as http://localhost:11434/v1."
        ),
        (
            "models:\n  b:\n    provider: openai\n    temperature: 3\n",
            "f.yaml:4: models.b.temperature: 3.0 is out of range. Write a number from 0.0 to 2.0."
        ),
        (
            "models:\n  b: {provider: openai, price: {input: 1}}\n",
            "f.yaml:2: models.b.price.output is missing. Add the key \"output\"."
        ),
        (
            "models:\n  b:\n    provider: openai\n    price: {input: -1, output: 2}\n",
            "f.yaml:4: models.b.price.input: \"-1\" is not an amount. "
                + "Write 0 or a number above it, such as 0.25, with up to six decimals."
        ),
        (
            "models:\n  b:\n    provider: openai\n    context_tokens: 10\n",
            "f.yaml:4: models.b.context_tokens: 10 is out of range. Write a whole number from 1000 to 100000000."
        ),
        (
            "currency: euro\n",
            "f.yaml:1: currency: \"euro\" is not a currency. Write a code of three capitals, such as EUR."
        ),
        (
            "models:\n  b: {provider: openai, headers: {\"a b\": c}}\n",
            "f.yaml:2: models.b.headers: \"a b\" cannot be sent. "
                + "A name is letters, digits and \"-\", and a value is one line."
        ),
        (
            "models:\n  b:\n    provider: openai\n    profile: mistrall\n",
            "f.yaml:4: models.b.profile: \"mistrall\" is no choice. Did you mean \"mistral\"?"
        ),
        (
            "models:\n  b:\n    provider: offline\n    profile: vllm\n",
            "f.yaml:4: models.b.profile: It is a way to speak chat completions, which is provider openai. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai\n    parameters: {stream: false}\n",
            "f.yaml:4: models.b.parameters: \"stream\" is written by the service itself. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai\n    parameters: {top_p: 1, max_tokens: 5}\n",
            "f.yaml:4: models.b.parameters: \"max_tokens\" is written by the service itself. "
                + "Remove it, or write it beside parameters."
        ),
        (
            "default: b\nmodels:\n  b: {provider: anthropic}\n",
            "f.yaml:3: The model \"b\" has no key for https://api.anthropic.com/v1. "
                + "Set ANTHROPIC_API_KEY, or base_url to a server that needs no key."
        ),
        (
            "models:\n  b:\n    provider: anthropic\n    temperature: 1.5\n",
            "f.yaml:4: models.b.temperature: 1.5 is out of range. Write a number from 0.0 to 1.0."
        ),
        (
            "models:\n  b:\n    provider: openai-responses\n    api_version: x\n",
            "f.yaml:4: models.b.api_version: It belongs to the profile azure of provider openai. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai-responses\n    parameters: {store: true}\n",
            "f.yaml:4: models.b.parameters: \"store\" is written by the service itself. Remove it."
        ),
        (
            "default: b\nmodels:\n  b: {provider: openai, profile: groq}\n",
            "f.yaml:3: The model \"b\" has no key for https://api.groq.com/openai/v1. "
                + "Set api_key, or base_url to a server that needs no key."
        ),
        (
            "default: b\nmodels:\n  b: {provider: openai, profile: ollama, api_version: x}\n",
            "f.yaml:3: api_version belongs to the profile azure, and this model's is ollama. Remove it."
        ),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(self.message(text) == message)
    }

    @Test func aServerThatIsNoURLIsNamedByItsVariable() {
        #expect(
            self.message("default: auto\n", ["OPENAI_BASE_URL": "localhost"])
                == "environment: OPENAI_BASE_URL is not the URL of a server. "
                + "Set it to one such as http://localhost:11434/v1."
        )
    }
}
