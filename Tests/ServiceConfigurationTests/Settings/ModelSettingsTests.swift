import AgentRuntime
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

    private func endpoint(_ text: String, _ environment: [String: String] = [:]) throws -> OpenAIEndpoint {
        guard case .openAI(let endpoint) = try self.choice(text, environment) else {
            throw ConfigurationError(file: "f.yaml", reason: "offline")
        }
        return endpoint
    }

    @Test func autoIsOfflineWithoutKeyAndServer() throws {
        #expect(try self.choice("{}\n") == .offline)
        #expect(try self.choice("default: auto\n", ["OPENAI_API_KEY": "", "OPENAI_MODEL": "m"]) == .offline)
    }

    @Test func autoFollowsTheVendorsVariables() throws {
        let vendor = try self.endpoint("default: auto\n", ["OPENAI_API_KEY": "k"])
        #expect(vendor.baseURL == "https://api.openai.com/v1")
        #expect(vendor.model == "gpt-4.1")
        #expect(vendor.apiKey == Secret("k"))

        let own = try self.endpoint(
            "default: auto\n",
            ["OPENAI_BASE_URL": "http://localhost:1/v1/", "OPENAI_MODEL": "m"]
        )
        #expect(own.baseURL == "http://localhost:1/v1")
        #expect(own.model == "m")
        #expect(own.apiKey == nil)
    }

    @Test func anEntryIsReadWhole() throws {
        let endpoint = try self.endpoint(
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
                headers: {X-Team: "${KEY}"}
            """,
            ["KEY": "abc", "OPENAI_MODEL": "other"]
        )
        #expect(endpoint.baseURL == "https://models.example.org/v1")
        #expect(endpoint.apiKey?.value == "abc")
        #expect(endpoint.model == "small")
        #expect(endpoint.temperature == 0.2)
        #expect(endpoint.maximumTokens == 500)
        #expect(endpoint.headers["X-Team"]?.value == "abc")
    }

    @Test func theVendorsKeyIsNotShownToAnotherServer() throws {
        let text = "default: local\nmodels: {local: {provider: openai, base_url: \"http://localhost:1/v1\"}}\n"
        #expect(try self.endpoint(text, ["OPENAI_API_KEY": "k"]).apiKey == nil)
        let vendor = "default: big\nmodels: {big: {provider: openai}}\n"
        #expect(try self.endpoint(vendor, ["OPENAI_API_KEY": "k"]).apiKey == Secret("k"))
    }

    @Test func anOfflineEntryIsOffline() throws {
        #expect(try self.choice("default: x\nmodels: {x: {provider: offline}}\n", ["OPENAI_API_KEY": "k"]) == .offline)
    }

    @Test func secretsPrintAsDots() throws {
        let endpoint = try self.endpoint("default: auto\n", ["OPENAI_API_KEY": "s3cret"])
        var dumped = ""
        dump(endpoint, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect("\(endpoint)".contains("•••") && !String(reflecting: endpoint).contains("s3cret"))
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
            "models:\n  b: {provider: openai, headers: {\"a b\": c}}\n",
            "f.yaml:2: models.b.headers: \"a b\" cannot be sent. "
                + "A name is letters, digits and \"-\", and a value is one line."
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
