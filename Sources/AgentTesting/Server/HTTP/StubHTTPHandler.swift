import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// One connection of a ``StubHTTPServer``: takes requests in and plays the responses, one after the other.
final class StubHTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let exchange: StubHTTPExchange
    private let rounds: StubHTTPRounds
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// Finds the response.
    private var answering: Task<Void, Never>?
    fileprivate var playing: Playing?

    /// A response, as far as it was sent.
    fileprivate struct Playing {
        var parts: ArraySlice<StubHTTPResponse.Part>
        let head: [UInt8]
        var isHeadSent = false
        /// Whether a body may follow the head (RFC 9110 §15).
        let hasBody: Bool
        let writeSize: Int?
        /// When the last pause ended: pauses keep their pace however late a timer fires.
        var time: NIODeadline
        /// Waits at a gate.
        var waiting: Task<Void, Never>?
    }

    init(exchange: StubHTTPExchange, on loop: any EventLoop) {
        self.exchange = exchange
        self.rounds = exchange.rounds(on: loop)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.exchange.connectionCount.withLockedValue { $0 += 1 }
        context.fireChannelActive()
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
            self.answer(
                StubHTTPRequest(
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
        if self.playing != nil || self.answering != nil {
            self.answering?.cancel()
            self.playing?.waiting?.cancel()
            (self.answering, self.playing) = (nil, nil)
            self.exchange.abandoned.arrive()
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ request: StubHTTPRequest, _ context: ChannelHandlerContext) {
        switch self.exchange.answer {
        case .now(let respond):
            let response = respond(request)
            self.exchange.note(request)
            self.begin(response, context)
        case .later(let respond):
            self.exchange.note(request)
            let loop = context.eventLoop
            let bound = NIOLoopBound((self, context), eventLoop: loop)
            // Unstructured: the border to NIO. Ends with the response or the connection.
            self.answering = Task {
                let response = try? await respond(request)
                loop.execute {
                    let (handler, context) = bound.value
                    guard handler.answering != nil else { return }
                    handler.answering = nil
                    if let response { handler.begin(response, context) } else { context.close(promise: nil) }
                }
            }
        }
    }

    private func begin(_ response: StubHTTPResponse, _ context: ChannelHandlerContext) {
        let status = HTTPResponseStatus(statusCode: response.status)
        let hasBody = status.mayHaveResponseBody
        var head = "HTTP/1.1 \(response.status) \(status.reasonPhrase)\r\n"
        for header in response.headers { head += "\(header.name): \(header.value)\r\n" }
        head += hasBody ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n"
        self.playing = Playing(
            parts: response.parts[...],
            head: Array(head.utf8),
            hasBody: hasBody,
            writeSize: response.writeSize,
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
            case .bytes(let bytes):
                playing.append(bytes, to: &buffer)
            case .made(let count, let make):
                for _ in 0..<count {
                    playing.append(make(), to: &buffer)
                    self.write(buffer, &playing, context)
                    buffer.clear()
                }
            case .pause(let duration):
                playing.time = max(playing.time, .now() - .seconds(1)) + TimeAmount(duration)
                self.write(buffer, &playing, context)
                let time = playing.time
                self.playing = playing
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                context.eventLoop.scheduleTask(deadline: time) { bound.value.0.play(bound.value.1) }
                return
            case .drain:
                self.playing = playing
                let loop = context.eventLoop
                let bound = NIOLoopBound((self, context), eventLoop: loop)
                let written = loop.makePromise(of: Void.self)
                written.futureResult.whenSuccess {
                    bound.value.0.rounds.wait { bound.value.0.play(bound.value.1) }
                }
                context.writeAndFlush(self.wrapOutboundOut(buffer), promise: written)
                return
            case .hold(let gate):
                self.write(buffer, &playing, context)
                let loop = context.eventLoop
                let bound = NIOLoopBound((self, context), eventLoop: loop)
                // Unstructured: the border to NIO. Ends with the gate or the connection.
                playing.waiting = Task {
                    guard (try? await gate.pass()) != nil else { return }
                    loop.execute {
                        bound.value.0.playing?.time = .now()
                        bound.value.0.play(bound.value.1)
                    }
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
        if playing.hasBody { buffer.writeString("0\r\n\r\n") }
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

extension StubHTTPHandler.Playing {
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
