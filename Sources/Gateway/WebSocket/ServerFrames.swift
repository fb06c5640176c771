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
