/// Finds a tool's arguments in what a person wrote, by the tool's schema alone.
struct OfflineArguments {
    enum Finding: Equatable {
        case found(JSONValue)
        /// What is still to be asked for, as the schema describes it.
        case missing(String)
    }

    private let schema: JSONSchema

    init(of tool: ToolDefinition) {
        self.schema = tool.parameters
    }

    /// Whether the tool wants one thing only, and that in the person's own words.
    var takesAnyQuestion: Bool {
        self.schema.required.count == 1
            && self.schema.required.first.flatMap { self.schema.properties[$0] }?.isFreeText == true
    }

    func find(in message: String) -> Finding {
        var arguments: [String: JSONValue] = [:]
        for (name, property) in self.schema.properties {
            if let value = property.value(in: message) { arguments[name] = value }
        }
        for name in self.schema.required where arguments[name] == nil {
            guard let property = self.schema.properties[name] else { continue }
            if property.isFreeText, self.schema.required.count == 1 {
                arguments[name] = .string(message)
            } else {
                return .missing(property.json["description"]?.string ?? name)
            }
        }
        return .found(.object(arguments))
    }
}

extension JSONSchema {
    /// Whether any text will do.
    fileprivate var isFreeText: Bool {
        self.json["type"] == "string" && self.json["enum"] == nil && self.json["examples"] == nil
            && self.json["format"] == nil
    }

    /// The value that stands in the message, if one does.
    fileprivate func value(in message: String) -> JSONValue? {
        let words = OfflineWords.words(of: message)
        if let allowed = self.json["enum"]?.array?.compactMap(\.string) { return self.choice(of: allowed, words) }
        switch self.json["type"]?.string {
        case "integer": return words.compactMap { Int($0) }.first { self.allows($0) }.map { .integer($0) }
        case "boolean": return Self.truth(in: words)
        case "string" where self.json["format"] == "date":
            let dates = message.split { !$0.isNumber && $0 != "-" }.map(String.init)
            return dates.first { CalendarDate($0) != nil }.map { .string($0) }
        case "string": return self.example(in: message, words)
        default: return nil
        }
    }

    private func allows(_ number: Int) -> Bool {
        (self.json["minimum"]?.integer ?? .min) <= number && number <= (self.json["maximum"]?.integer ?? .max)
    }

    /// The allowed value that the message names, or that the description explains with a word of the message.
    private func choice(of allowed: [String], _ words: [String]) -> JSONValue? {
        if let named = allowed.first(where: { words.contains(OfflineWords.folded($0)) }) { return .string(named) }
        let stems = Set(words.filter { $0.count > 3 }.map { $0.prefix(5) })
        var current: String?
        for word in OfflineWords.words(of: self.json["description"]?.string ?? "") {
            if let value = allowed.first(where: { OfflineWords.folded($0) == word }) {
                current = value
            } else if word.count > 3, stems.contains(word.prefix(5)), let current {
                return .string(current)
            }
        }
        return nil
    }

    private static func truth(in words: [String]) -> JSONValue? {
        for word in words {
            if ["si", "yes", "con", "with"].contains(word) { return true }
            if ["no", "senza", "without"].contains(word) { return false }
        }
        return nil
    }

    /// An example that the message names; or, where examples are short keys such as `o1`, the key in the message.
    private func example(in message: String, _ words: [String]) -> JSONValue? {
        let examples = self.json["examples"]?.array?.compactMap(\.string) ?? []
        let text = OfflineWords.folded(message)
        if let named = examples.first(where: { text.contains(OfflineWords.folded($0)) }) { return .string(named) }
        guard let key = examples.first, key.isOptionKey else { return nil }
        return words.first { $0.isOptionKey && $0.first == key.first }.map { .string($0) }
    }
}

extension String {
    /// Whether it is a letter and a number, as the keys that stand for options are.
    fileprivate var isOptionKey: Bool {
        self.first?.isLetter == true && self.count > 1 && self.dropFirst().allSatisfy(\.isNumber)
    }
}
