import Foundation

extension UnsafeBufferPointer<UInt8> {
    /// Where the first byte at or after `start` is that cannot stand in a JSON string as it is: a quote, a backslash or a
    /// control character. The end where there is none. Eight bytes are looked at in one go.
    func endOfPlainText(from start: Int) -> Int {
        guard let base = self.baseAddress else { return start }
        var position = start
        while position + 8 <= self.count {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let quotes = word ^ Self.each(UInt8(ascii: "\""))
            let backslashes = word ^ Self.each(UInt8(ascii: "\\"))
            // A byte's high bit ends up set where the byte is 0, or below 0x20. Wrong ones can only follow a right one.
            let found =
                (quotes &- Self.each(0x01)) & ~quotes | (backslashes &- Self.each(0x01)) & ~backslashes
                | (word &- Self.each(0x20)) & ~word
            let marks = found & Self.each(0x80)
            if marks != 0 { return position + marks.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < self.count {
            let byte = base[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        return position
    }

    private static func each(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    /// Whether the bytes are those of `text`.
    func equals(_ text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount else { return false }
        guard let base = self.baseAddress else { return true }
        return memcmp(base, text.utf8Start, self.count) == 0
    }
}
