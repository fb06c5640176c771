/// Header fields in the order in which they are sent; names compare without regard to case (RFC 9110 §5.1).
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field.
    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String
    }

    /// All fields, those that repeat included.
    public private(set) var fields: [Field] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { self.append(value, to: name) }
    }

    /// Adds a field.
    public mutating func append(_ value: String, to name: String) {
        self.fields.append(Field(name: name, value: value))
    }

    /// Adds a line to the last field, as an obsolete way to fold long ones has it (RFC 9112 §5.2).
    mutating func continueLast(with line: String) {
        guard let last = self.fields.popLast() else { return }
        self.append("\(last.value) \(line)", to: last.name)
    }

    /// The value of the first field called `name`. Setting it replaces all of them; `nil` removes them.
    public subscript(name: String) -> String? {
        get { self.fields.first { Self.isEqual($0.name, name) }?.value }
        set {
            self.fields.removeAll { Self.isEqual($0.name, name) }
            if let newValue { self.append(newValue, to: name) }
        }
    }

    private static func isEqual(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
