import AgentRuntime
import AgentTesting
import HTTPTransport
import Logging
import Testing

@testable import Observability

@Suite("The log")
struct LogTests {
    @Test("has one line for a turn, with what an operator asks for")
    func line() async throws {
        let watched = try await WatchedConversation(
            [
                .calls("get_price").using(TokenUsage(input: 100, output: 5)),
                .says("Costa 52 €.").using(TokenUsage(input: 200, output: 6)),
            ],
            tools: [MockTool("get_price", returns: "52 €")]
        )
        _ = try await watched.chat.say("Quanto costa?")
        let line = try await watched.lines.first(containing: "Turn ended")
        for field in [
            "info Turn ended", "session=\(watched.chat.session.id)", "turn=1", "region=testing", "outcome=answered",
            "steps=2", "tools=get_price", "input_tokens=300", "output_tokens=11", "cost=0.00086", " milliseconds=",
            "model_milliseconds=", "tool_milliseconds=",
        ] {
            #expect(line.contains(field), "\(field): \(line)")
        }
        #expect(watched.lines.all.count { $0.hasPrefix("info ") } == 1)
    }

    @Test("has no word of what was said, asked of tools or answered by them, at any level")
    func privacy() async throws {
        let tools = [
            MockTool("reads", returns: "MARKER-result"), MockTool("fails", fails: ToolFailure("MARKER-failure")),
            MockTool("writes", effect: .write, returns: "MARKER-written"),
            MockTool(
                "strict",
                parameters: .object(["sport": .string("MARKER-description")], required: ["sport"]),
                returns: "MARKER-strict"
            ),
        ]
        let watched = try await WatchedConversation(
            [
                .says("MARKER-text").calls("reads", ["name": "MARKER-argument"]),
                .calls("fails", ["name": "MARKER-argument"]), .calls("writes", ["name": "MARKER-argument"]),
                .calls("strict", ["MARKER-member": 1]), .calls("strict", text: "{MARKER-broken"),
                .calls("MARKER-tool"), .says("MARKER-partial").fails(.truncated), .says("MARKER-answer"),
                .fails(.rejected), .saysNothing, .saysNothing,
            ],
            tools: tools,
            level: .trace
        )
        for message in ["MARKER-message", "MARKER-second", "MARKER-third"] {
            _ = try await watched.chat.say(message)
        }
        _ = try await watched.chat.sessions.close(watched.chat.session.id)
        _ = try await watched.lines.first(containing: "Session closed")
        #expect(watched.lines.all.count > 8)
        for line in watched.lines.all { #expect(!line.contains("MARKER"), "\(line)") }
    }

    /// How a provider says that a request is wrong, quoting it: with a status, in a stream, in places made for names.
    private static let quoting: [@Sendable (_ words: String) -> FakeModelReply] = [
        { .failure(status: 400, message: $0, type: "invalid_request_error") },
        { .failure(status: 400, message: $0, type: $0) },
        { .failure(status: 429, message: $0) }, { .raw(status: 500, body: $0) },
        { .text("Un attimo").failing(after: 2, message: $0) },
        { .text("Un attimo").interjecting(Array("data: \($0)\n\n".utf8), after: 1) },
        { .raw(status: 200, headers: ["Content-Type": "application/json"], body: $0) },
    ]

    @Test("has no word of a provider's that repeats what was said, unless it is told to", arguments: quoting.indices)
    func providers(_ index: Int) async throws {
        let http = try HTTPClient()
        let server = try await FakeModelServer.running { request in
            Self.quoting[index](request.text.replacing("\"", with: " "))
        }
        let endpoint = ModelEndpoint(baseURL: server.baseURL, model: "m")
        let models: [any LanguageModel] = [
            OpenAIChatModel(endpoint, http: http), OpenAIResponsesModel(endpoint, http: http),
            AnthropicMessagesModel(endpoint, http: http),
        ]
        for model in models {
            let watched = try await WatchedConversation(model, level: .trace)
            #expect(try await watched.chat.say("MARKER-message").errorCode != nil)
            let line = try await watched.lines.first(containing: "Model request failed")
            #expect(line.contains("reason="))
            _ = try await watched.lines.first(containing: "Turn failed")
            for line in watched.lines.all {
                #expect(!line.contains("MARKER") && !line.contains("agent of a test"), "\(line)")
            }
        }
        if index == 0 {
            let told = try await WatchedConversation(models[0], logsProviderWords: true)
            _ = try await told.chat.say("MARKER-message")
            let line = try await told.lines.first(containing: "Model request failed")
            #expect(line.contains("(status 400, invalid_request_error)"))
            #expect(line.contains("provider_words="))
        }
        await server.shutdown()
    }

    @Test("shows no secret, whatever it is within")
    func secrets() async throws {
        let lines = LogLines()
        var settings = OTLPSettings(url: "http://127.0.0.1")
        settings.headers = ["authorization": Secret("MARKER-key")]
        lines.logger.error("\(settings)", metadata: ["headers": "\(settings.headers)"])
        #expect(lines.all.count == 1)
        #expect(!lines.all[0].contains("MARKER"))
        #expect(lines.all[0].contains("•••"))
    }
}
