import NIOCore
import NIOWebSocket

/// Puts messages together from frames and holds clients to RFC 6455: what the frame decoder lets pass is refused here.
struct MessageAssembler {
    enum Event: Equatable {
        /// A whole text message, valid UTF-8.
        case text([UInt8])
        case binary
        case ping(ByteBuffer)
        case pong
        case close(WebSocketErrorCode?)
    }

    private let limit: Int
    private var partial: [UInt8] = []
    private var opcode: WebSocketOpcode?

    /// - Parameter limit: bytes a message may have.
    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: what the frame completes; `nil` while a message goes on.
    mutating func receive(_ frame: WebSocketFrame) throws(SocketClosure) -> Event? {
        guard frame.maskKey != nil else { throw .violation("frames from clients must be masked") }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw .violation("reserved bits without an extension") }
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong
        case .connectionClose: return .close(try Self.closeCode(&payload))
        case .text, .binary:
            guard self.opcode == nil else { throw .violation("a new message before the last one ended") }
            self.opcode = frame.opcode
        case .continuation:
            guard self.opcode != nil else { throw .violation("a continuation of nothing") }
        default:
            throw .violation("unknown opcode")
        }
        guard self.partial.count + payload.readableBytes <= self.limit else { throw .tooLarge }
        self.partial.append(contentsOf: payload.readableBytesView)
        guard frame.fin else { return nil }
        let message = self.partial
        let isText = self.opcode == .text
        self.partial = []
        self.opcode = nil
        guard isText else { return .binary }
        guard (try? UTF8Span(validating: message.span)) != nil else { throw .notUTF8 }
        return .text(message)
    }

    private static func closeCode(_ payload: inout ByteBuffer) throws(SocketClosure) -> WebSocketErrorCode? {
        if payload.readableBytes == 0 { return nil }
        guard let number = payload.readInteger(as: UInt16.self) else { throw .violation("a close frame of one byte") }
        let isAllowed =
            (1000...1014).contains(number) && ![1004, 1005, 1006].contains(number) || (3000...4999).contains(number)
        guard isAllowed else { throw .violation("a close code that must not be sent") }
        let reason = Array(payload.readableBytesView)
        guard (try? UTF8Span(validating: reason.span)) != nil else { throw .notUTF8 }
        return WebSocketErrorCode(codeNumber: Int(number))
    }
}
