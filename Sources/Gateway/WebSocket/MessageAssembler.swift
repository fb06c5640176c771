import NIOCore
import NIOWebSocket

/// Puts messages together from a client's bytes and holds it to RFC 6455. What is wrong is told with the byte that makes it
/// so, and not at the end of its frame or message.
struct MessageAssembler {
    enum Event: Equatable {
        case message(SocketMessage)
        case ping([UInt8])
        case pong
        case close(WebSocketErrorCode?)
    }

    private let limit: Int
    /// The frame whose payload is coming, and how much of it has come.
    private var header: FrameHeader?
    private var received = 0
    /// The message whose frames are coming.
    private var message: SocketMessage?
    /// How much of its text is known to be UTF-8.
    private var checked = 0
    /// The payload of the control frame that is coming.
    private var control: [UInt8] = []

    /// - Parameter limit: bytes a message may have.
    init(limit: Int) {
        self.limit = limit
    }

    /// Reads up to the next thing that is whole.
    /// - Returns: `nil` when more bytes are needed; those of a header that is not whole stay in the buffer.
    mutating func next(from buffer: inout ByteBuffer) throws(SocketClosure) -> Event? {
        while true {
            guard let header else {
                guard let header = try FrameHeader(reading: &buffer) else { return nil }
                try self.begin(header)
                continue
            }
            try self.take(
                buffer.readSlice(length: min(buffer.readableBytes, header.length - self.received)),
                of: header
            )
            guard self.received == header.length else { return nil }
            if let event = try self.end(header) { return event }
        }
    }

    private mutating func begin(_ header: FrameHeader) throws(SocketClosure) {
        switch header.opcode {
        case .close, .ping, .pong: self.control = []
        case .text, .binary:
            guard self.message == nil else { throw .violation("a new message before the last one ended") }
            self.message = SocketMessage(isText: header.opcode == .text, bytes: [])
            self.checked = 0
        case .continuation:
            guard self.message != nil else { throw .violation("a continuation of nothing") }
        }
        if !header.opcode.isControl {
            guard header.length <= self.limit - (self.message?.bytes.count ?? 0) else { throw .tooLarge }
        }
        self.header = header
        self.received = 0
    }

    private mutating func take(_ part: ByteBuffer?, of header: FrameHeader) throws(SocketClosure) {
        guard let part, part.readableBytes > 0 else { return }
        if header.opcode.isControl {
            self.control.append(part, unmaskedWith: header.mask, from: self.received)
        } else {
            self.message?.bytes.append(part, unmaskedWith: header.mask, from: self.received)
            try self.checkText(isWhole: false)
        }
        self.received += part.readableBytes
    }

    private mutating func end(_ header: FrameHeader) throws(SocketClosure) -> Event? {
        self.header = nil
        switch header.opcode {
        case .ping: return .ping(self.control)
        case .pong: return .pong
        case .close: return .close(try Self.closeCode(self.control))
        case .text, .binary, .continuation:
            guard header.isFinal else { return nil }
            try self.checkText(isWhole: true)
            defer { self.message = nil }
            return self.message.map(Event.message)
        }
    }

    private mutating func checkText(isWhole: Bool) throws(SocketClosure) {
        guard let message, message.isText else { return }
        guard let checked = message.bytes.extendingUTF8(from: self.checked) else { throw .notUTF8 }
        guard !isWhole || checked == message.bytes.count else { throw .notUTF8 }
        self.checked = checked
    }

    private static func closeCode(_ payload: [UInt8]) throws(SocketClosure) -> WebSocketErrorCode? {
        guard let high = payload.first else { return nil }
        guard payload.count > 1 else { throw .violation("a close frame of one byte") }
        let number = Int(high) << 8 | Int(payload[1])
        let isAllowed =
            (1000...1014).contains(number) && ![1004, 1005, 1006].contains(number) || (3000...4999).contains(number)
        guard isAllowed else { throw .violation("a close code that must not be sent") }
        guard payload.dropFirst(2).extendingUTF8(from: 2) == payload.count else { throw .notUTF8 }
        return WebSocketErrorCode(codeNumber: number)
    }
}
