import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Tools

@Suite("An escalation")
struct EscalationTests {
    private static let reason = String(repeating: "Chiede un prelievo. ", count: 20)

    private static func settings(_ url: String) -> JSONValue {
        [
            "url": .string(url), "headers": ["X-Key": "chiave-segreta"],
            "queues": [["words": ["prelievo"], "service": "1", "queue_code": "2|2|1", "sector": "info"]],
        ]
    }

    @Test("is posted in the bridge's envelope, under one key")
    func envelope() async throws {
        let server = try await StubHTTPServer.running { _ in .status(200) }
        let fixture = try await TransferFixture(Self.settings(server.url))
        let result = try await fixture.call(["reason": .string(Self.reason)])
        #expect(result.content["transferred"] == true)
        #expect(result.handoff == nil)
        let key = "\(fixture.session)/t2c1"
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("idempotency-key") == key)
        #expect(request.header("x-key") == "chiave-segreta")
        let session = JSONValue.string(fixture.session.rawValue)
        #expect(
            request.json == [
                "message": [
                    "call": ["id": session], "stream_sid": session,
                    "toolCallList": [
                        [
                            "id": .string(key), "type": "function",
                            "function": [
                                "name": "request_transfer",
                                "arguments": [
                                    "summary": .string(String(Self.reason.prefix(250))), "sentiment": "neutral",
                                    "action": "transfer", "duration": "95", "service": "1", "queue_code": "2|2|1",
                                    "sector": "info",
                                ],
                            ],
                        ]
                    ],
                ]
            ]
        )
    }

    @Test("that is refused is no transfer", arguments: [301, 400, 401, 404, 500, 503])
    func refused(_ status: Int) async throws {
        let server = try await StubHTTPServer.running { _ in .status(status) }
        let fixture = try await TransferFixture(Self.settings(server.url))
        let failure = await #expect(throws: ToolFailure.self) { try await fixture.call() }
        #expect(failure?.reason.contains("stato \(status)") == true)
        #expect(failure?.reason.contains("non è stata passata") == true)
        #expect(failure?.reason.contains("chiave-segreta") == false)
        #expect(server.requests.count == 1)
    }

    @Test("that nobody could read is no transfer")
    func unreachable() async throws {
        // Nobody listens on the first of all ports.
        let fixture = try await TransferFixture(Self.settings("http://127.0.0.1:1/escalation"))
        let failure = await #expect(throws: ToolFailure.self) { try await fixture.call() }
        #expect(failure == TransferRefusal.unreachable)
    }

    @Test("whose answer got lost may have been one, and the model is told so")
    func lost() async throws {
        let fixture = try await TransferFixture(Self.settings("http://127.0.0.1:1/escalation"))
        let context = try fixture.context()
        await #expect(throws: TransferRefusal.unknown) {
            try await fixture.tool.outcome(of: context.idempotencyKey, in: context)
        }
        let slow = try await StubHTTPServer.running { _ in
            try await Gate().pass()
            return .status(200)
        }
        let waiting = try await TransferFixture(Self.settings(slow.url))
        let short = try ToolContext.testing(
            region: Region(id: RegionID(rawValue: "testing"), name: "Testing", hours: TransferFixture.hours),
            budget: .milliseconds(50),
            now: try #require(Timestamp("2026-11-23T09:00:00.000Z"))
        )
        await #expect(throws: TransferRefusal.unknown) {
            try await waiting.tool.run(["reason": "Vuole una persona"], in: short)
        }
    }

    @Test("is not tried outside the hours")
    func closed() async throws {
        let server = try await StubHTTPServer.running { _ in .status(200) }
        let fixture = try await TransferFixture(Self.settings(server.url))
        await #expect(throws: ToolFailure.self) { try await fixture.call(at: "2026-11-22T09:00:00.000Z") }
        #expect(server.requests.isEmpty)
    }
}
