import NIOCore

/// What stands before a frame's payload (RFC 6455 §5.2), of a frame that a client may send.
struct FrameHeader: Equatable {
    enum Opcode: UInt8 {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA
        var isControl: Bool { self.rawValue & 0x8 != 0 }
    }

    let isFinal: Bool
    let opcode: Opcode
    /// Bytes of the payload.
    let length: Int
    /// The masking key, first byte highest.
    let mask: UInt32

    /// Reads a header as soon as it is whole; what is wrong with its first two bytes is told without waiting for the rest.
    /// - Returns: `nil`, and nothing is read, while bytes are missing.
    init?(reading buffer: inout ByteBuffer) throws(SocketClosure) {
        var rest = buffer
        guard let first = rest.readInteger(as: UInt8.self), let second = rest.readInteger(as: UInt8.self) else {
            return nil
        }
        guard first & 0x70 == 0 else { throw .violation("reserved bits without an extension") }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { throw .violation("unknown opcode") }
        guard second & 0x80 != 0 else { throw .violation("frames from clients must be masked") }
        self.isFinal = first & 0x80 != 0
        self.opcode = opcode
        let short = Int(second & 0x7F)
        if opcode.isControl {
            guard self.isFinal else { throw .violation("a control frame in fragments") }
            guard short <= 125 else { throw .violation("a control frame of more than 125 bytes") }
        }
        switch short {
        case 126:
            guard let length = rest.readInteger(as: UInt16.self) else { return nil }
            guard length > 125 else { throw .violation("a length in more bytes than it needs") }
            self.length = Int(length)
        case 127:
            guard let length = rest.readInteger(as: UInt64.self) else { return nil }
            guard length > UInt16.max else { throw .violation("a length in more bytes than it needs") }
            guard let length = Int(exactly: length) else { throw .violation("a length with its highest bit set") }
            self.length = length
        default: self.length = short
        }
        guard let mask = rest.readInteger(as: UInt32.self) else { return nil }
        self.mask = mask
        buffer = rest
    }
}
