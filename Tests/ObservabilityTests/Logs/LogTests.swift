import AgentRuntime
import AgentTesting
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
