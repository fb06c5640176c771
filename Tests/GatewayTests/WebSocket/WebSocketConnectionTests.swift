import AgentTesting
import NIOCore
import NIOEmbedded
import Observability
import Testing

@testable import AgentRuntime
@testable import Gateway

/// On an event loop whose time the test moves.
@Suite("A connection", .timeLimit(.minutes(1)))
struct WebSocketConnectionTests {
    /// Says nothing by itself.
    private struct Quiet: SocketConversation {
        var stay: SocketStay
        let sinks: AsyncStream<SocketSink>.Continuation
        let ended = Gate(isOpen: true)

        func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void {
            self.sinks.yield(sink)
            return { self.ended.arrive() }
        }

        func receive(_ message: SocketMessage, from sink: SocketSink) {}
    }

    private struct Socket {
        let channel: NIOAsyncTestingChannel
        let sink: SocketSink
        let conversation: Quiet

        init(expiresAt: Timestamp? = nil, closeTimeout: TimeAmount = .seconds(5)) async throws {
            let (sinks, continuation) = AsyncStream.makeStream(of: SocketSink.self)
            let conversation = Quiet(stay: SocketStay(until: expiresAt), sinks: continuation)
            self.conversation = conversation
            self.channel = try await NIOAsyncTestingChannel { channel in
                try channel.pipeline.syncOperations.addHandler(
                    WebSocketConnection(
                        conversation,
                        limits: GatewaySettings.Limits(),
                        closeTimeout: closeTimeout,
                        registry: SocketRegistry(),
                        metrics: ServiceMetrics(),
                        isShielded: false,
                        logger: .silent
                    )
                )
            }
            self.sink = try #require(await sinks.first { _ in true })
            try await self.channel.connect(to: .init(unixDomainSocketPath: "/nowhere")).get()
        }

        /// What was written since the last time.
        func written() async throws -> [UInt8] {
            await self.channel.testingEventLoop.run()
            var bytes: [UInt8] = []
            while let buffer = try await self.channel.readOutbound(as: ByteBuffer.self) {
                bytes += buffer.readableBytesView
            }
            return bytes
        }

        func receive(_ bytes: [UInt8]) async throws {
            try await self.channel.writeInbound(ByteBuffer(bytes: bytes))
        }

        func pass(_ time: TimeAmount) async { await self.channel.testingEventLoop.advanceTime(by: time) }

        /// - Returns: whether it is still open.
        func ping() async -> Bool {
            self.sink.ping()
            await self.channel.testingEventLoop.run()
            return self.channel.isActive
        }
    }

    @Test(
        "lives on any byte that comes",
        arguments: [ClientFrame(opcode: 0xA, payload: []).bytes, ClientFrame.text("{}").bytes, [0x81]]
    )
    func life(_ bytes: [UInt8]) async throws {
        let socket = try await Socket()
        for _ in 0..<3 {
            #expect(await socket.ping())
            #expect(try await socket.written() == [0x89, 0])
            try await socket.receive(bytes)
            // A part of a frame becomes one.
            if bytes.count == 1 { try await socket.receive(Array(ClientFrame.text("{}").bytes.dropFirst())) }
        }
        #expect(await socket.ping())
        #expect(!(await socket.ping()))
        try await socket.conversation.ended.arrived()
    }

    @Test("leaves the client its time to answer a close frame, and not more")
    func closeTimeout() async throws {
        let socket = try await Socket(closeTimeout: .seconds(5))
        socket.sink.finish(.sessionClosed)
        #expect(try await socket.written() == [0x88, 16, 0x03, 0xE8] + "session closed".utf8)
        await socket.pass(.milliseconds(4999))
        #expect(socket.channel.isActive)
        await socket.pass(.milliseconds(1))
        #expect(!socket.channel.isActive)
        try await socket.conversation.ended.arrived()
    }

    @Test("writes nothing behind a close frame, whatever the session has to say")
    func lastFrame() async throws {
        let socket = try await Socket()
        let frame = EncodedFrame(sequence: .start, bytes: Array("{}".utf8), isExtension: false, chunk: nil)
        #expect(socket.sink.enqueue(frame))
        socket.sink.finish(.serviceStopping)
        let reason = Array("service restarts; reconnect with epoch and after".utf8)
        #expect(try await socket.written() == [0x81, 2] + "{}".utf8 + [0x88, 50, 0x03, 0xF4] + reason)
        #expect(!socket.sink.enqueue(frame))
        #expect(!socket.sink.hold(frame))
        socket.sink.flush()
        socket.sink.finish(.sessionClosed)
        #expect(await socket.ping())
        #expect(try await socket.written() == [])
    }

    @Test("ends with its token, and not before")
    func expiry() async throws {
        let socket = try await Socket(expiresAt: .now + .seconds(3600))
        await socket.pass(.seconds(1800))
        #expect(try await socket.written() == [])
        await socket.pass(.seconds(1800))
        #expect(try await socket.written().prefix(4).suffix(2) == [0x11, 0x31])
    }
}
