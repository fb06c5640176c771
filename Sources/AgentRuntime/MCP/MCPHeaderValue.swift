import Foundation

/// The way in which any text travels as a header field's value: as it is where that is safe, else as `=?base64?…?=`.
public enum MCPHeaderValue {
    private static let opening = "=?base64?"
    private static let closing = "?="

    /// The field's value for `text`.
    public static func encoded(_ text: String) -> String {
        let isPrintable = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let isTrimmed = !text.hasPrefix(" ") && !text.hasSuffix(" ")
        let looksEncoded = text.hasPrefix(Self.opening) && text.hasSuffix(Self.closing)
        if isPrintable, isTrimmed, !looksEncoded { return text }
        return Self.opening + Data(text.utf8).base64EncodedString() + Self.closing
    }

    /// The text a field's value stands for; `nil` where it claims to be encoded and is not.
    public static func decoded(_ value: String) -> String? {
        guard value.hasPrefix(Self.opening), value.hasSuffix(Self.closing),
            value.utf8.count >= Self.opening.utf8.count + Self.closing.utf8.count
        else { return value }
        let payload = String(value.dropFirst(Self.opening.count).dropLast(Self.closing.count))
        // What is written otherwise than an encoder would may be read otherwise by somebody on the way.
        guard let data = Data(base64Encoded: payload), data.base64EncodedString() == payload else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}
