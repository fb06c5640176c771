/// Writes JSON by hand, for the frames and requests that are written too often for anything slower.
///
/// It writes what it is told, in that order: the caller places the punctuation.
public struct JSONWriter: Sendable {
    /// What was written so far, in UTF-8.
    public private(set) var bytes: [UInt8]

    /// - Parameter capacity: how many bytes to make room for, to spare growing.
    public init(capacity: Int = 64) {
        self.bytes = []
        self.bytes.reserveCapacity(capacity)
    }

    /// Writes JSON that is known to be well formed, such as punctuation and names.
    public mutating func write(raw text: StaticString) {
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }

    /// Writes JSON that is known to be well formed, such as an encoded value.
    public mutating func write(raw bytes: some Collection<UInt8>) {
        self.bytes.append(contentsOf: bytes)
    }

    /// Writes a quoted string.
    public mutating func write(string text: String) {
        var text = text
        text.withUTF8 { self.write(stringBytes: $0) }
    }

    /// Writes a quoted string from UTF-8. What is not UTF-8 is written as it is: the caller vouches for it.
    public mutating func write(stringBytes text: UnsafeBufferPointer<UInt8>) {
        self.bytes.append(UInt8(ascii: "\""))
        var start = 0
        while true {
            let end = text.endOfPlainText(from: start)
            self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { break }
            self.escape(text[end])
            start = end + 1
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    public mutating func write(integer value: some FixedWidthInteger) {
        if value >= 0 && value < 10 { return self.bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        self.bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes any value, members of objects in the order of their names.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: self.write(raw: "null")
        case .bool(let value): value ? self.write(raw: "true") : self.write(raw: "false")
        case .integer(let value): self.write(integer: value)
        case .number(let value): self.bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .string(let text): self.write(string: text)
        case .array(let elements):
            self.write(raw: "[")
            for (index, element) in elements.enumerated() {
                if index > 0 { self.write(raw: ",") }
                self.write(element)
            }
            self.write(raw: "]")
        case .object(let members):
            self.write(raw: "{")
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { self.write(raw: ",") }
                self.write(string: member.key)
                self.write(raw: ":")
                self.write(member.value)
            }
            self.write(raw: "}")
        }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): self.write(raw: "\\\"")
        case UInt8(ascii: "\\"): self.write(raw: "\\\\")
        case 0x0A: self.write(raw: "\\n")
        case 0x0D: self.write(raw: "\\r")
        case 0x09: self.write(raw: "\\t")
        default:
            self.write(raw: "\\u00")
            let digits: StaticString = "0123456789abcdef"
            digits.withUTF8Buffer {
                self.bytes.append($0[Int(byte >> 4)])
                self.bytes.append($0[Int(byte & 0x0F)])
            }
        }
    }
}
