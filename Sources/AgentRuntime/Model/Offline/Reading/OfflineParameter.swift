/// What a tool wants to know, as far as its schema tells.
struct OfflineParameter: Sendable {
    /// How its value is found in what a person says.
    enum Kind: Sendable {
        /// A short key, such as `o1`, that stands for something an earlier result offered.
        case key(Character)
        /// A code with letters and digits, such as `AB-12345`, and the short keys that may stand for it.
        case code(example: String, key: Character?)
        case choice([OfflineChoice])
        case truth
        case number
        case date
        /// Digits that are no quantity, such as a telephone number.
        case digits
        case email
        /// The person's question as it is.
        case question
        /// What the person is looking for, in their words.
        case search
        /// Words like these.
        case phrase(examples: [OfflineText])
        case text
        /// Nothing that could be found in a sentence.
        case unreadable
    }

    let name: String
    let schema: JSONSchema
    let isRequired: Bool
    let kind: Kind
    private let language: OfflineLanguage

    init(_ name: String, _ schema: JSONSchema, isRequired: Bool, _ language: OfflineLanguage) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
        self.language = language
        self.kind = Self.kind(of: name, schema, language)
    }

    var description: String { self.schema.json["description"]?.string ?? "" }

    /// How to ask for it, where the schema says so: a title that is a question.
    var question: String? { self.schema.json["title"]?.string.flatMap { $0.hasSuffix("?") ? $0 : nil } }

    var examples: [String] { self.schema.json["examples"]?.array?.compactMap(\.string) ?? [] }

    /// The words that name it, and nothing else of its tool.
    var labels: Set<String> {
        var words = OfflineText(self.name).words
        let text = OfflineText(self.description)
        for index in text.words.indices {
            words.append(text.words[index])
            if text.endsClause(after: index) { break }
        }
        return Set(words.filter { self.language.isTelling($0) && $0.folded.count > 2 }.map(\.folded))
    }

    /// Whether the answers to the two are said in one breath: their descriptions differ in a single word.
    func isParallel(to other: OfflineParameter) -> Bool {
        let (own, others) = (OfflineText(self.description).words, OfflineText(other.description).words)
        return own.count == others.count && own.count > 1
            && zip(own, others).count { $0.folded != $1.folded } == 1
    }

    private static func kind(of name: String, _ schema: JSONSchema, _ language: OfflineLanguage) -> Kind {
        let json = schema.json
        if let values = json["enum"]?.array?.compactMap(\.string), !values.isEmpty {
            return .choice(OfflineChoice.all(values, explainedIn: json["description"]?.string ?? "", language))
        }
        let types = json["type"]?.string.map { [$0] } ?? json["type"]?.array?.compactMap(\.string) ?? []
        switch types.first(where: { $0 != "null" }) {
        case "integer", "number": return .number
        case "boolean": return .truth
        case "string", nil: break
        default: return .unreadable
        }
        let examples = json["examples"]?.array?.compactMap(\.string) ?? []
        switch json["format"]?.string {
        case "date": return .date
        case "email": return .email
        default: break
        }
        if let key = examples.first?.optionKey, examples.allSatisfy({ $0.optionKey == key }) { return .key(key) }
        if let code = examples.first(where: \.isCode) {
            return .code(example: code, key: examples.lazy.compactMap(\.optionKey).first)
        }
        if !examples.isEmpty, examples.allSatisfy(\.isDigits) { return .digits }
        if examples.contains(where: { $0.contains("@") }) { return .email }
        let asks = OfflineText("\(name) \(json["description"]?.string ?? "")").words
            .contains { language.words.questionWords.contains($0.folded) }
        if examples.isEmpty || examples.contains(where: { $0.hasSuffix("?") }) { return asks ? .question : .text }
        return asks ? .search : .phrase(examples: examples.map(OfflineText.init))
    }
}

extension String {
    /// The letter of a short key such as `o1`, `O12`; `nil` for everything else.
    var optionKey: Character? {
        guard 2...5 ~= self.utf8.count, let letter = self.first, letter.isASCII, letter.isLetter,
            self.utf8.dropFirst().allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return Character(letter.lowercased())
    }

    /// Whether it is a code: capitals and digits without blanks, both of them, and longer than a short key.
    var isCode: Bool {
        self.utf8.count > 5 && self.contains(where: \.isNumber) && self.contains(where: \.isLetter)
            && self.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "-") }
    }

    /// Whether it is written as `example` is: as long, with hyphens in the same places, in capitals and digits.
    func isCode(like example: String) -> Bool {
        self.count == example.count
            && zip(self, example).allSatisfy { own, other in
                other == "-" ? own == "-" : own.isASCII && (own.isUppercase || own.isNumber)
            }
    }

    /// Whether it is a row of digits, perhaps set off by blanks.
    var isDigits: Bool {
        self.count(where: \.isNumber) > 4 && self.allSatisfy { $0.isNumber || " +-./()".contains($0) }
    }
}
