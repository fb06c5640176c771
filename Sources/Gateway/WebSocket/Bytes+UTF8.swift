extension RandomAccessCollection<UInt8> where Index == Int {
    /// How far the bytes are UTF-8 (RFC 3629), when those before `start` are known to be.
    /// - Returns: where the last whole character ends, which is the end but for at most three bytes that may yet become
    ///   one; `nil` where no further byte could make it UTF-8.
    func extendingUTF8(from start: Int) -> Int? {
        var end = self.endIndex
        var lead = self.index(self.endIndex, offsetBy: -3, limitedBy: start) ?? start
        while lead < self.endIndex {
            if Self.length(leadBy: self[lead]) > self.endIndex - lead {
                guard Self.canBegin(self[lead...]) else { return nil }
                end = lead
                break
            }
            lead += 1
        }
        let whole = Array(self[start..<end])
        return (try? UTF8Span(validating: whole.span)) == nil ? nil : end
    }

    /// How many bytes a character has that begins with `byte`; 1 where none does.
    private static func length(leadBy byte: UInt8) -> Int {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// Whether a character can begin with these bytes, the first of which leads one.
    private static func canBegin(_ bytes: SubSequence) -> Bool {
        guard let lead = bytes.first else { return true }
        let rest = bytes.dropFirst()
        guard let second = rest.first else { return true }
        let allowed: ClosedRange<UInt8> =
            switch lead {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        return allowed.contains(second) && rest.dropFirst().allSatisfy { (0x80...0xBF).contains($0) }
    }
}
