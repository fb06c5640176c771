/// What the model is told before the conversation begins.
public struct SystemPrompt: Hashable, Sendable {
    public let text: String
    /// Names this very text in journals: 16 hexadecimal digits, FNV-1a (64 bit).
    public let digest: String

    public init(_ text: String) {
        self.text = text
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        self.digest = String(repeating: "0", count: 16 - digits.count) + digits
    }
}
