import AgentTesting
import NIOCore
import NIOPosix
import Observability
import Testing

@testable import AgentRuntime
@testable import Gateway

@Suite("Slow sockets")
struct SlowSocketTests {
    private static let pieces = Array(repeating: String(repeating: "parola ", count: 200), count: 100)

    /// A conversation that does not begin.
    private struct Unready: SocketConversation {
        let gate: Gate
        var ending: FrameSinkEnding?
        func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void {
            if let ending { sink.finish(ending) }
            try await self.gate.pass()
            return {}
        }
        func receive(_ message: SocketMessage, from sink: SocketSink) {}
    }

    private static func connection(_ conversation: some SocketConversation) -> WebSocketConnection {
        WebSocketConnection(
            conversation,
            limits: .init(),
            closeTimeout: .hours(1),
            registry: SocketRegistry(),
            metrics: ServiceMetrics(),
            isShielded: false,
            logger: .silent
        )
    }

    @Test("what waits is told in full, what is put together included")
    func queuedBytes() async throws {
        let sink = try await MultiThreadedEventLoopGroup.singleton.next().submit {
            SocketSink(
                Self.connection(Unready(gate: Gate())),
                on: MultiThreadedEventLoopGroup.singleton.any(),
                limit: 16_000,
                metrics: ServiceMetrics()
            )
        }.get()
        var encoder = FrameEncoder(session: SessionID())
        let text = Array(String(repeating: "a", count: 1000).utf8)
        var sequence = FrameSequence.start
        var told: [Int] = []
        for _ in 1...10 {
            sequence = sequence.next
            #expect(sink.hold(encoder.chunk(text.span, at: .now, sequence, step: .start)))
            told.append(sink.queuedBytes)
        }
        for (before, after) in zip(told, told.dropFirst()) { #expect(after >= before + 1000) }
    }

    @Test(
        "a socket that is closed before its conversation began keeps nothing, and ends when its client agrees",
        .timeLimit(.minutes(1))
    )
    func unready() async throws {
        let gate = Gate()
        let conversation = Unready(gate: gate, ending: .sessionClosed)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Self.connection(conversation))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let client = try await SlowConnection.open(port: server.localAddress?.port ?? 0)
        await client.until("session closed")
        try await client.send(ClientFrame.text("Ciao").bytes + ClientFrame.close(1000).bytes)
        _ = await client.untilClosed()
        gate.open()
        try await server.close()
    }

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
