extension JSONValue {
    /// How deep arrays and objects may nest before a text is refused.
    public static let maximumDepth = 128

    /// Parses exactly one JSON text (RFC 8259); of members with the same name, the last one counts.
    /// - Throws: ``JSONError`` with the byte offset of the first mistake.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try JSONScanner.scan(bytes) { (scanner) throws(JSONError) in
            let value = try scanner.value()
            try scanner.end()
            return value
        }
    }

    /// Parses exactly one JSON text (RFC 8259).
    /// - Throws: ``JSONError`` with the byte offset of the first mistake.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A text that is not JSON.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What was expected or is not allowed.
    public let reason: String
    /// Where the mistake is, in bytes from the start.
    public let offset: Int

    /// One sentence for a log or a model: what is wrong and where.
    public var description: String { "Not valid JSON: \(self.reason) at byte \(self.offset)." }
}
