/// A frame as a client sends it, or as none should.
struct ClientFrame {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    var reserved: UInt8 = 0
    /// Not masked if `nil`.
    var mask: [UInt8]? = [0x12, 0x34, 0x56, 0x78]

    static func text(_ text: String) -> ClientFrame { ClientFrame(opcode: 0x1, payload: Array(text.utf8)) }

    static func close(_ code: Int, reason: [UInt8] = []) -> ClientFrame {
        ClientFrame(opcode: 0x8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }

    var bytes: [UInt8] {
        var bytes = [(self.isFinal ? 0x80 : 0) | self.reserved << 4 | self.opcode]
        let bit: UInt8 = self.mask == nil ? 0 : 0x80
        let count = self.payload.count
        switch count {
        case ...125: bytes.append(bit | UInt8(count))
        case ...0xFFFF: bytes += [bit | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
        default: bytes += [bit | 127] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
        }
        guard let mask else { return bytes + self.payload }
        return bytes + mask + self.payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }
}
