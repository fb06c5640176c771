import NIOCore

/// Reads the answer to the handshake, then frames.
final class WebSocketClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let messages: WatchedValue<WebSocketClient.Messages>
    private let answersPings: Bool
    private var buffer = ByteBuffer()
    private var isOpen = false

    init(messages: WatchedValue<WebSocketClient.Messages>, answersPings: Bool) {
        self.messages = messages
        self.answersPings = answersPings
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.buffer.writeImmutableBuffer(self.unwrapInboundIn(data))
        if !self.isOpen { self.readHead() }
        while self.isOpen, let (opcode, payload) = self.nextFrame() { self.take(opcode, payload, context) }
        self.buffer.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !self.isOpen { self.finishHead() }
        self.messages.update { $0.isClosed = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func readHead() {
        let text = String(decoding: self.buffer.readableBytesView, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return }
        guard text.hasPrefix("HTTP/1.1 101") else {
            // A refusal is whole once its body is.
            let length = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            let expected = length.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
            if text[end.upperBound...].utf8.count >= expected { self.finishHead() }
            return
        }
        self.isOpen = true
        self.buffer.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
        self.messages.update { $0.head = String(text[..<end.lowerBound]) }
    }

    private func finishHead() {
        let text = String(decoding: self.buffer.readableBytesView, as: UTF8.self)
        self.messages.update { $0.head = $0.head ?? text }
    }

    private func nextFrame() -> (opcode: UInt8, payload: ByteBuffer)? {
        var rest = self.buffer
        guard let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self) else {
            return nil
        }
        var length = Int(second & 0x7F)
        if length == 126 {
            guard let long = rest.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        } else if length == 127 {
            guard let long = rest.readInteger(as: UInt64.self) else { return nil }
            length = Int(long)
        }
        guard let payload = rest.readSlice(length: length) else { return nil }
        self.buffer = rest
        return (first & 0x0F, payload)
    }

    private func take(_ opcode: UInt8, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        var payload = payload
        switch opcode {
        case 0x1:
            let frame = RecordedFrame(bytes: Array(payload.readableBytesView))
            self.messages.update { $0.frames.append(frame) }
        case 0x8:
            let code = payload.readInteger(as: UInt16.self).map(Int.init)
            self.messages.update { $0.closeCode = code }
            self.answer(0x88, to: context)
            context.close(promise: nil)
        case 0x9:
            if self.answersPings { self.answer(0x8A, to: context) }
            self.messages.update { $0.pings += 1 }
        case 0xA:
            self.messages.update { $0.pongs += 1 }
        default:
            break
        }
    }

    private func answer(_ first: UInt8, to context: ChannelHandlerContext) {
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: [first, 0x80, 0, 0, 0, 0])), promise: nil)
    }
}
