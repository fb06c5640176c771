import AgentTesting
import Testing

@testable import AgentRuntime
@testable import Gateway

@Suite("Slow sockets")
struct SlowSocketTests {
    private static let pieces = Array(repeating: String(repeating: "parola ", count: 200), count: 100)

    @Test(
        "a client that does not read is sent fewer, larger chunks, then let go, and misses nothing when it comes back"
    )
    func notReading() async throws {
        let gateway = try await LiveGateway.running(
            model: ScriptedModel(Array(repeating: .streams(Self.pieces), count: 300))
        ) { $0.limits.bufferedBytes = 512 * 1024 }
        let id = try #require(SessionID(rawValue: try await gateway.session()))
        let session = try #require(try await gateway.sessions.session(id))
        let slow = try await SlowConnection.open(port: gateway.port, window: 65_536)
        try await slow.send(handshake("/ws/\(id)"))
        await slow.until("\"connected\"")
        try await slow.reads(false)
        let neighbour = try await SlowConnection.open(port: gateway.port)
        try await neighbour.send(handshake("/ws/\(id)"))
        await neighbour.until("\"connected\"")
        var turns = 0
        while session.frames.sinkCount == 2, turns < 300 {
            turns += 1
            try session.send(.init("Racconta"))
            await neighbour.until("\"status\":\"ready\"")
        }
        #expect(session.frames.sinkCount == 1)
        try await slow.reads(true)
        let (texts, code) = serverFrames(await slow.until("too slow; reconnect with epoch and after"))
        #expect(code == 1013)
        let frames = texts.map { (try? JSONValue(parsing: $0)) ?? .null }
        #expect(frames.contains { $0["from_seq"] != nil })
        var last = 0
        for frame in frames.dropFirst() {
            #expect(frame["from_seq"]?.integer ?? frame["seq"]?.integer == last + 1)
            last = frame["seq"]?.integer ?? 0
        }
        let epoch = frames.first?["epoch"]?.string ?? ""
        let back = try await gateway.connect("/ws/\(id)?epoch=\(epoch)&after=\(last)")
        let missed = try await back.frames { $0.count > 1 }
        #expect(missed[0]["recovered"] == true)
        #expect(Int(missed[1].sequence.rawValue) == last + 1)
        // They would not answer a close frame.
        try await slow.drop()
        try await neighbour.drop()
        try await gateway.stop()
    }
}
