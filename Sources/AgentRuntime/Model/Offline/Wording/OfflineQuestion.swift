/// How a parameter is asked for and named, by its schema.
struct OfflineQuestion {
    let parameter: OfflineParameter
    let language: OfflineLanguage

    private var say: OfflineSentences { self.language.say }

    /// The question: the schema's own, else one made of the description.
    var text: String {
        if let question = self.parameter.question { return question }
        let clause = self.clause
        if clause.lowercased().hasPrefix(self.say.whether) {
            return "\(self.say.tellWhether) \(clause.dropFirst(self.say.whether.count))."
        }
        let choices = self.choices.map { " (\($0))" } ?? ""
        return "\(self.say.tell) \(clause.prefix(1).lowercased())\(clause.dropFirst())\(choices)."
    }

    /// The name, as it stands in a summary.
    var label: String {
        var clause = self.clause
        if let comma = clause.firstIndex(of: ",") { clause = String(clause[..<comma]) }
        let article = self.say.articles.first { clause.lowercased().hasPrefix($0) }
        let name = clause.dropFirst(article?.count ?? 0)
        return "\(name.prefix(1).uppercased())\(name.dropFirst())"
    }

    /// The description up to what explains it to a model.
    private var clause: String {
        let description = self.parameter.description
        guard !description.isEmpty else { return self.parameter.name.split(separator: "_").joined(separator: " ") }
        var end = description.endIndex
        for mark in [". ", ": ", "; ", " (", "\n"] {
            if let place = description.firstRange(of: mark), place.lowerBound < end { end = place.lowerBound }
        }
        let clause = description[..<end]
        return String(clause.hasSuffix(".") ? clause.dropLast() : clause)
    }

    /// `maschio o femmina`.
    private var choices: String? {
        guard case .choice(let choices) = self.parameter.kind, choices.count <= 8 else { return nil }
        return self.say.list(choices.map(\.spoken), self.say.or)
    }

    /// A value as a summary shows it.
    func text(of value: JSONValue) -> String {
        switch (self.parameter.kind, value) {
        case (.choice(let choices), .string(let text)): choices.first { $0.value == text }?.spoken ?? text
        case (.date, .string(let text)): CalendarDate(text).map(self.say.date) ?? text
        case (_, .bool(let truth)): truth ? self.say.yes : self.say.no
        case (_, .string(let text)): text
        default: value.description
        }
    }
}
