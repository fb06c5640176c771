/// What a user is asked before a call runs: a text with `{{name}}` for an argument, `{{tool}}` for what clients are shown as
/// the tool's name, and `{{arguments}}` for all arguments.
public struct ApprovalQuestion: Hashable, Sendable {
    private enum Part: Hashable {
        case text(String)
        case value(String)
    }

    private let parts: [Part]

    /// - Throws: ``ApprovalQuestionError`` for a tag that does not end or is more than a name.
    public init(_ text: String) throws(ApprovalQuestionError) {
        var parts: [Part] = []
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            parts.append(.text(String(rest[..<opening.lowerBound])))
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else { throw .unclosed }
            let name = rest[..<closing.lowerBound].filter { !$0.isWhitespace }
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
                throw .notAName(String(rest[..<closing.lowerBound]))
            }
            parts.append(.value(name))
            rest = rest[closing.upperBound...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// A question with these very words, and all arguments after them if so wished.
    public init(verbatim text: String, withArguments: Bool = false) {
        self.init([.text(text)] + (withArguments ? [.text(" ("), .value("arguments"), .text(")")] : []))
    }

    /// What is asked in Italian about a tool that has no question of its own.
    public static let italian = ApprovalQuestion([
        .text("Procedo con "), .value("tool"), .text(" ("), .value("arguments"), .text(")?"),
    ])

    /// The names in it.
    public var names: [String] {
        self.parts.compactMap { if case .value(let name) = $0 { name } else { nil } }
    }

    /// The names that mean something for any tool.
    public static let commonNames = ["tool", "arguments"]

    /// The question about one call.
    /// - Parameter schema: in whose order all arguments are told.
    func text(about arguments: JSONValue, of tool: String, by schema: JSONSchema) -> String {
        self.parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let name):
                if let value = arguments[name] {
                    Self.shown(value)
                } else if name == "tool" {
                    tool
                } else if name == "arguments" {
                    Self.list(arguments, by: schema)
                } else {
                    "–"
                }
            }
        }.joined()
    }

    private static func list(_ arguments: JSONValue, by schema: JSONSchema) -> String {
        let members = arguments.object ?? [:]
        let first = schema.required.filter { members[$0] != nil }
        let names = first + members.keys.filter { !first.contains($0) }.sorted()
        let list = names.compactMap { name in members[name].map { "\(name): \(Self.listed($0))" } }
        return list.isEmpty ? "–" : list.joined(separator: ", ")
    }

    /// A value among others: in quotes where it could pass for a name and a value of its own.
    private static func listed(_ value: JSONValue) -> String {
        let text = Self.shown(value)
        guard value.string != nil, text.contains(","), text.contains(":") else { return text }
        return JSONValue.string(text).description
    }

    /// A value on one line, without what is not seen or turns around what follows: what a model wrote must not look like
    /// words of ours, nor otherwise than it is.
    private static func shown(_ value: JSONValue) -> String {
        let written = (value.string ?? value.description).unicodeScalars
        let seen = String(String.UnicodeScalarView(written.lazy.filter { !$0.isUnseen }))
        let text = seen.split(whereSeparator: \.isWhitespace).joined(separator: " ").unicodeScalars
        return String(text.prefix(Self.longestValue)) + (text.count > Self.longestValue ? "…" : "")
    }

    /// In Unicode scalars, for one character can be of any length.
    private static let longestValue = 200
}

extension Unicode.Scalar {
    /// Whether it shows nothing of its own: controls but for white space, marks of direction, characters without width.
    fileprivate var isUnseen: Bool {
        guard !self.properties.isWhitespace else { return false }
        return self.properties.isDefaultIgnorableCodePoint
            || [.control, .format].contains(self.properties.generalCategory)
    }
}

/// Why a text is no question about a call.
public enum ApprovalQuestionError: Error, Hashable, CustomStringConvertible {
    case unclosed
    case notAName(String)

    public var description: String {
        switch self {
        case .unclosed: "A tag does not end. Close it with }}."
        case .notAName(let tag):
            "{{\(tag)}} is not a tag. Write the name of an argument, such as {{phone}}, or {{tool}} or {{arguments}}."
        }
    }
}
