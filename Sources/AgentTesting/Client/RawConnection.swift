import NIOCore
import NIOPosix

/// A TCP connection that says what it is told, byte for byte, and keeps what it is told: for tests of what stands on it.
public final class RawConnection: Sendable {
    private struct Received: Sendable {
        var bytes: [UInt8] = []
        var isClosed = false
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let received: WatchedValue<Received>

        init(_ received: WatchedValue<Received>) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(self.unwrapInboundIn(data).readableBytesView)
            self.received.update { $0.bytes += bytes }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if (event as? ChannelEvent) == .inputClosed { self.received.update { $0.isClosed = true } }
        }

        func channelInactive(context: ChannelHandlerContext) {
            self.received.update { $0.isClosed = true }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    private let channel: any Channel
    private let received: WatchedValue<Received>

    private init(channel: any Channel, received: WatchedValue<Received>) {
        self.channel = channel
        self.received = received
    }

    deinit { self.channel.close(promise: nil) }

    /// Connects to `127.0.0.1:<port>`.
    public static func connect(port: Int) async throws -> RawConnection {
        let received = WatchedValue(Received())
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawConnection(channel: channel, received: received)
    }

    public func send(_ text: String) async throws {
        try await self.send(Array(text.utf8))
    }

    /// Sends bytes; does nothing once the connection has ended.
    public func send(_ bytes: [UInt8]) async throws {
        do {
            try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
        } catch is IOError {
        } catch is ChannelError {
        }
    }

    /// Says that nothing follows, and goes on listening.
    public func endOutput() async {
        try? await self.channel.close(mode: .output)
    }

    /// What has come so far.
    public var text: String { String(decoding: self.received.value.bytes, as: UTF8.self) }

    /// Waits until what has come meets a condition or the server has ended the connection.
    @discardableResult
    public func text(until condition: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await self.received.wait { $0.isClosed || condition(String(decoding: $0.bytes, as: UTF8.self)) }
        return self.text
    }

    /// Waits until the server has ended the connection, or its half of it.
    /// - Returns: all that came.
    @discardableResult
    public func textToEnd() async throws -> String {
        try await self.text { _ in false }
    }
}
