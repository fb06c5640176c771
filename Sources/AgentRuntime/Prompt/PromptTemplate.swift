/// A template and the tags in it, with their lines: what the template engine does not tell.
struct PromptTemplate {
    enum Tag: Equatable {
        case variable(String)
        /// `{{#name}}` or, where `isInverted`, `{{^name}}`.
        case section(String, isInverted: Bool)
        case end(String)
        case partial(String)
    }

    let file: String
    let text: String
    let tags: [(tag: Tag, line: Int)]

    /// - Parameter file: where the text stands, for messages.
    /// - Throws: ``PromptError`` for a tag that does not end or is none of ours.
    init(_ text: String, file: String) throws(PromptError) {
        self.file = file
        self.text = text
        var tags: [(Tag, Int)] = []
        var rest = text[...]
        var line = 1
        while let opening = rest.firstRange(of: "{{") {
            line += rest[..<opening.lowerBound].count { $0.isNewline }
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else {
                throw PromptError(file: file, line: line, reason: "a tag does not end. Close it with }}.")
            }
            let content = rest[..<closing.lowerBound]
            if let tag = try Self.tag(content, file: file, line: line) { tags.append((tag, line)) }
            line += content.count { $0.isNewline }
            rest = rest[closing.upperBound...]
        }
        self.tags = tags
    }

    private static func tag(_ content: Substring, file: String, line: Int) throws(PromptError) -> Tag? {
        let name = String(content.drop { "#^/>!&".contains($0) }).trimmed
        guard content.first != "!" else { return nil }
        let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "._-/".contains($0) }
        guard isName else {
            throw PromptError(
                file: file,
                line: line,
                reason:
                    "{{\(content)}} is not a tag. There are {{name}}, {{#name}}, {{^name}}, {{/name}}, {{> part}} and {{! comment}}."
            )
        }
        return switch content.first {
        case "#": .section(name, isInverted: false)
        case "^": .section(name, isInverted: true)
        case "/": .end(name)
        case ">": .partial(name)
        default: .variable(name)
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

/// A prompt that cannot be put together.
public struct PromptError: Error, Hashable, CustomStringConvertible {
    /// The file, as it stands below the folder of prompts.
    public let file: String
    public let line: Int?
    /// What is wrong and how to mend it.
    public let reason: String

    init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String {
        "\(self.file)\(self.line.map { ":\($0)" } ?? ""): \(self.reason)"
    }
}
