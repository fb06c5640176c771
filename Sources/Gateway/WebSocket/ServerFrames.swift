/// A server's WebSocket frames (RFC 6455 §5.2): final, unmasked.
extension [UInt8] {
    /// - Parameter opcode: of a whole message, or of a control frame, whose payload has at most 125 bytes.
    mutating func appendFrame(_ opcode: UInt8, _ payload: [UInt8]) {
        self.append(0x80 | opcode)
        switch payload.count {
        case ...125: self.append(UInt8(payload.count))
        case ...0xFFFF:
            self.append(126)
            self.append(contentsOf: [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)])
        default:
            self.append(127)
            for shift in stride(from: 56, through: 0, by: -8) {
                self.append(UInt8(truncatingIfNeeded: payload.count >> shift))
            }
        }
        self.append(contentsOf: payload)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Writes the beginning of a server's frame, for a payload of up to 65,535 bytes; 4 bytes are enough.
    /// - Returns: how many bytes that are.
    func writeFrameHeader(_ opcode: UInt8, payloadCount: Int) -> Int {
        self[0] = 0x80 | opcode
        guard payloadCount > 125 else {
            self[1] = UInt8(payloadCount)
            return 2
        }
        self[1] = 126
        self[2] = UInt8(payloadCount >> 8)
        self[3] = UInt8(payloadCount & 0xFF)
        return 4
    }
}
