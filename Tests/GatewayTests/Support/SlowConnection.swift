import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A connection that sends what it likes, and reads when it likes.
final class SlowConnection: Sendable {
    private let channel: any Channel
    private let pieces: AsyncStream<[UInt8]>
    /// What came, and up to where it was searched.
    private let received = NIOLockedValueBox<(bytes: [UInt8], searched: Int)>(([], 0))

    private init(_ channel: any Channel, _ pieces: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.pieces = pieces
    }

    deinit { self.channel.close(promise: nil) }

    /// - Parameter window: bytes that the system may take for it before it reads; as usual if `nil`.
    static func open(port: Int, window: Int? = nil) async throws -> SlowConnection {
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
        if let window { bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: window) }
        return SlowConnection(try await bootstrap.connect(host: "127.0.0.1", port: port).get(), pieces)
    }

    /// Does nothing once the connection has ended.
    func send(_ text: String) async throws {
        try await self.send(bytes: Array(text.utf8))
    }

    func send(bytes: [UInt8]) async throws {
        do {
            try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
        } catch is ChannelError {
        } catch is IOError {
        }
    }

    /// Closes the connection without a word.
    func drop() async throws {
        try await self.channel.close()
    }

    /// Stops reading, or goes on.
    func reads(_ reads: Bool) async throws {
        try await self.channel.setOption(.autoRead, value: reads).get()
    }

    /// All that came until the other side has closed.
    func untilClosed() async -> [UInt8] {
        await self.read { _, _ in nil }
    }

    /// All that came until `text` does, beyond where the last search ended, or until the other side has closed.
    @discardableResult
    func until(_ text: String) async -> [UInt8] {
        let wanted = Array(text.utf8)
        return await self.read { bytes, start in
            if let range = bytes[start...].firstRange(of: wanted) { return range.upperBound }
            start = max(start, bytes.count - wanted.count)
            return nil
        }
    }

    /// - Parameter find: where what is looked for ends; moves on where it need not look again.
    private func read(until find: ([UInt8], _ start: inout Int) -> Int?) async -> [UInt8] {
        var (bytes, start) = self.received.withLockedValue { $0 }
        var iterator = self.pieces.makeAsyncIterator()
        while true {
            if let end = find(bytes, &start) {
                start = end
                break
            }
            guard let piece = await iterator.next() else { break }
            bytes += piece
        }
        self.received.withLockedValue { [bytes, start] in $0 = (bytes, start) }
        return bytes
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation
        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.continuation.yield(Array(self.unwrapInboundIn(data).readableBytesView))
        }
        func channelInactive(context: ChannelHandlerContext) { self.continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// A socket's handshake.
func handshake(_ path: String) -> String {
    """
    GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
    """
}

/// The frames in what a server sent after its handshake, and the code of its close frame.
func serverFrames(_ bytes: [UInt8]) -> (texts: [[UInt8]], closeCode: Int?) {
    let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
    var buffer = ByteBuffer(bytes: bytes[end...])
    var texts: [[UInt8]] = []
    var closeCode: Int?
    while let opcode = buffer.readInteger(as: UInt8.self), let short = buffer.readInteger(as: UInt8.self) {
        var length = Int(short)
        if short == 126 { length = Int(buffer.readInteger(as: UInt16.self) ?? 0) }
        if short == 127 { length = Int(buffer.readInteger(as: UInt64.self) ?? 0) }
        guard var payload = buffer.readSlice(length: length) else { break }
        if opcode == 0x81 { texts.append(Array(payload.readableBytesView)) }
        if opcode == 0x88 { closeCode = payload.readInteger(as: UInt16.self).map(Int.init) }
    }
    return (texts, closeCode)
}
