import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct ModelSettingsTests {
    @Test func autoIsOfflineWithoutKeyAndServer() throws {
        #expect(try ModelText.choice("{}\n") == .offline)
        #expect(try ModelText.choice("default: auto\n", ["OPENAI_API_KEY": "", "OPENAI_MODEL": "m"]) == .offline)
    }

    @Test func autoFollowsTheVendorsVariables() throws {
        let vendor = try ModelText.server("default: auto\n", ["OPENAI_API_KEY": "k"])
        #expect(vendor.baseURL == "https://api.openai.com/v1")
        #expect(vendor.model == "gpt-4.1")
        #expect(vendor.apiKey == Secret("k"))

        let own = try ModelText.server(
            "default: auto\n",
            ["OPENAI_BASE_URL": "http://localhost:1/v1/", "OPENAI_MODEL": "m"]
        )
        #expect(own.baseURL == "http://localhost:1/v1")
        #expect(own.model == "m")
        #expect(own.apiKey == nil)
    }

    @Test func timeoutsAreReadOneByOneAndTheRestStaysAsItIs() throws {
        let key = ["OPENAI_API_KEY": "k"]
        #expect(try ModelText.server("default: auto\n", key).timeouts == ModelEndpoint.patience)
        var expected = ModelEndpoint.patience
        expected.firstByte = .milliseconds(1500)
        expected.idle = .seconds(300)
        let some = ModelText.model("timeouts: {first_byte: 1500ms, idle: 5m}")
        #expect(try ModelText.server(some, key).timeouts == expected)
        expected = HTTPTimeouts(
            connect: .seconds(1),
            firstByte: .seconds(2),
            firstContent: .seconds(3),
            stall: .seconds(4),
            idle: .seconds(5)
        )
        let all = ModelText.model("timeouts: {connect: 1s, first_byte: 2s, first_content: 3s, stall: 4s, idle: 5s}")
        #expect(try ModelText.server(all, key).timeouts == expected)
        let wrong = ModelText.mistake(ModelText.model("timeouts: {stall: 2h}"), key)
        #expect(wrong?.contains("2h is out of range. Write a duration from 10ms to 1h.") == true, "\(wrong ?? "")")
        #expect(ModelText.mistake(ModelText.model("timeouts: {first_token: 2s}"), key)?.contains("first_token") == true)
    }

    @Test func anEntryIsReadWhole() throws {
        let server = try ModelText.server(
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
        #expect(try ModelText.server(text, ["OPENAI_API_KEY": "k"]).apiKey == nil)
        let vendor = "default: big\nmodels: {big: {provider: openai}}\n"
        #expect(try ModelText.server(vendor, ["OPENAI_API_KEY": "k"]).apiKey == Secret("k"))
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
        let terms = try ModelText.choice(text).terms
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
        let terms = try ModelText.choice("default: auto\n", ["OPENAI_API_KEY": "k"]).terms
        #expect(terms == ModelTerms())
        #expect(try !decode(ModelSettings.self, "{}\n").hasPrices)
    }

    @Test func anOfflineEntryIsOffline() throws {
        #expect(
            try ModelText.choice("default: x\nmodels: {x: {provider: offline}}\n", ["OPENAI_API_KEY": "k"]) == .offline
        )
    }

    @Test func secretsPrintAsDots() throws {
        let server = try ModelText.server("default: auto\n", ["OPENAI_API_KEY": "s3cret"])
        var dumped = ""
        dump(server, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect("\(server)".contains("•••") && !String(reflecting: server).contains("s3cret"))
    }
}
