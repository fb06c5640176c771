import NIOCore
import NIOHTTP1

/// One connection of a ``FakeModelServer``: takes requests in and plays the replies, one after the other.
final class FakeModelHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let exchange: FakeModelServer.Exchange
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    fileprivate var playing: Playing?

    /// A reply, as far as it was sent.
    fileprivate struct Playing {
        var parts: ArraySlice<FakeModelReply.Part>
        let head: [UInt8]
        var isHeadSent = false
        let wantsUsage: Bool
        let writeSize: Int?
        /// When the last pause ended: pauses keep their pace however late a timer fires.
        var time: NIODeadline
        /// Waits at a gate.
        var waiting: Task<Void, Never>?
    }

    init(exchange: FakeModelServer.Exchange) {
        self.exchange = exchange
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.body = []
        case .body(let bytes):
            self.body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head = self.head else { return }
            self.begin(
                FakeModelRequest(
                    method: head.method.rawValue,
                    path: head.uri,
                    headers: head.headers.map { (name: $0.name, value: $0.value) },
                    bytes: self.body
                ),
                context
            )
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let playing = self.playing {
            playing.waiting?.cancel()
            self.playing = nil
            self.exchange.abandoned.arrive()
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func begin(_ request: FakeModelRequest, _ context: ChannelHandlerContext) {
        let reply = self.exchange.reply(to: request)
        var head = "HTTP/1.1 \(reply.status) \(HTTPResponseStatus(statusCode: reply.status).reasonPhrase)\r\n"
        for header in reply.headers { head += "\(header.name): \(header.value)\r\n" }
        head += "Transfer-Encoding: chunked\r\n\r\n"
        self.playing = Playing(
            parts: reply.parts(for: FakeModelWire(path: request.path) ?? .chatCompletions)[...],
            head: Array(head.utf8),
            wantsUsage: request.wantsUsage,
            writeSize: reply.writeSize,
            time: .now()
        )
        self.play(context)
    }

    /// Sends what can be sent now.
    private func play(_ context: ChannelHandlerContext) {
        guard var playing = self.playing else { return }
        var buffer = context.channel.allocator.buffer(capacity: 512)
        while let part = playing.parts.popFirst() {
            switch part {
            case .event(let bytes), .bytes(let bytes):
                playing.append(bytes, to: &buffer)
            case .usage(let bytes):
                if playing.wantsUsage { playing.append(bytes, to: &buffer) }
            case .pause(let duration):
                playing.time = max(playing.time, .now() - .seconds(1)) + TimeAmount(duration)
                self.write(buffer, &playing, context)
                let time = playing.time
                self.playing = playing
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                context.eventLoop.scheduleTask(deadline: time) { bound.value.0.play(bound.value.1) }
                return
            case .hold(let gate):
                self.write(buffer, &playing, context)
                let loop = context.eventLoop
                let bound = NIOLoopBound((self, context), eventLoop: loop)
                // Unstructured: the border to NIO. Ends with the gate or the connection.
                playing.waiting = Task {
                    guard (try? await gate.pass()) != nil else { return }
                    loop.execute { bound.value.0.play(bound.value.1) }
                }
                self.playing = playing
                return
            case .close:
                self.write(buffer, &playing, context)
                self.playing = nil
                context.close(promise: nil)
                return
            }
        }
        playing.appendHead(to: &buffer)
        buffer.writeString("0\r\n\r\n")
        self.write(buffer, &playing, context)
        self.playing = nil
    }

    private func write(_ buffer: ByteBuffer, _ playing: inout Playing, _ context: ChannelHandlerContext) {
        var buffer = buffer
        let size = playing.writeSize ?? max(1, buffer.readableBytes)
        while let slice = buffer.readSlice(length: min(size, buffer.readableBytes)), slice.readableBytes > 0 {
            context.writeAndFlush(self.wrapOutboundOut(slice), promise: nil)
        }
    }
}

extension FakeModelHandler.Playing {
    /// Adds the response's head unless that was done.
    fileprivate mutating func appendHead(to buffer: inout ByteBuffer) {
        guard !self.isHeadSent else { return }
        self.isHeadSent = true
        buffer.writeBytes(self.head)
    }

    /// Adds bytes of the body as one chunk (RFC 9112 §7.1).
    fileprivate mutating func append(_ bytes: [UInt8], to buffer: inout ByteBuffer) {
        self.appendHead(to: &buffer)
        guard !bytes.isEmpty else { return }
        buffer.writeString("\(String(bytes.count, radix: 16))\r\n")
        buffer.writeBytes(bytes)
        buffer.writeString("\r\n")
    }
}
