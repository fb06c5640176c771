/// A string inside a JSON text, still in place: its bytes as they stand there, without the quotes.
struct JSONString {
    let raw: UnsafeBufferPointer<UInt8>
    let isEscaped: Bool

    /// The string with its escapes resolved. Half a surrogate pair becomes U+FFFD.
    var text: String {
        guard self.isEscaped else { return String(decoding: self.raw, as: UTF8.self) }
        var bytes: [UInt8] = []
        self.unescape(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    var isEmpty: Bool { self.raw.isEmpty }

    var isValidUTF8: Bool { String(validating: self.raw, as: UTF8.self) != nil }

    /// Appends the string's UTF-8 with its escapes resolved.
    func unescape(into bytes: inout [UInt8]) {
        guard self.isEscaped else { return bytes.append(contentsOf: self.raw) }
        var index = 0
        while index < self.raw.count {
            let byte = self.raw[index]
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                index += 1
                continue
            }
            index += 2
            switch self.raw[index - 1] {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"): bytes.append(contentsOf: Array(String(self.scalar(at: &index)).utf8))
            case let other: bytes.append(other)
            }
        }
    }

    /// Reads the four digits at `index` and, where they are the first half of a pair, the second `\uXXXX` as well.
    private func scalar(at index: inout Int) -> Unicode.Scalar {
        let first = self.codeUnit(at: index)
        index += 4
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        guard index + 6 <= self.raw.count, self.raw[index] == UInt8(ascii: "\\"),
            self.raw[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let second = self.codeUnit(at: index + 2)
        guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private func codeUnit(at index: Int) -> UInt32 {
        var value: UInt32 = 0
        for byte in self.raw[index..<index + 4] { value = value << 4 | UInt32(Self.hexadecimal(byte) ?? 0) }
        return value
    }

    /// The value of a hexadecimal digit; `nil` for any other byte.
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Lets a `switch` over a member's name compare bytes. A name that is written with escapes matches nothing, which
    /// no known service does.
    static func ~= (pattern: StaticString, string: JSONString) -> Bool {
        string.raw.equals(pattern)
    }
}
