/// A tool as the stand-in sees it: what it needs, and what must have come before.
struct OfflineTool: Sendable {
    let definition: ToolDefinition
    /// The required ones first, in the order of the schema, then the others by name.
    let parameters: [OfflineParameter]

    init(_ definition: ToolDefinition, _ language: OfflineLanguage) {
        self.definition = definition
        let required = definition.parameters.required
        let properties = definition.parameters.properties
        let names = required + properties.keys.filter { !required.contains($0) }.sorted()
        self.parameters = names.enumerated().compactMap { index, name in
            properties[name].map { OfflineParameter(name, $0, isRequired: index < required.count, language) }
        }
    }

    var name: String { self.definition.name }
    var isWrite: Bool { self.definition.effect == .write }

    var required: [OfflineParameter] { self.parameters.filter(\.isRequired) }

    subscript(parameter: String) -> OfflineParameter? { self.parameters.first { $0.name == parameter } }

    /// The parameter that takes the key of something offered before, if it takes nothing else.
    var offered: (parameter: OfflineParameter, letter: Character)? {
        for parameter in self.required {
            if case .key(let letter) = parameter.kind { return (parameter, letter) }
        }
        return nil
    }

    /// Whether a conversation can begin with it.
    var isEntry: Bool {
        self.offered == nil
            && !self.required.contains { parameter in
                if case .unreadable = parameter.kind { true } else { false }
            }
    }

    /// Whether it takes the person's question as it is, perhaps with something besides.
    var takesQuestion: Bool {
        !self.isWrite
            && self.required.contains { parameter in
                if case .question = parameter.kind { true } else { false }
            }
    }

    /// Whether it answers whatever is asked: all it needs is the question.
    var answersQuestions: Bool { self.takesQuestion && self.required.count == 1 }

    /// Whether it finds what it is told to look for: all it needs is words.
    var searches: Bool {
        guard !self.isWrite, self.required.count == 1, case .search? = self.required.first?.kind else { return false }
        return true
    }

    /// The question for the person's consent, where the schema has one.
    var question: String? {
        self.definition.parameters.json["title"]?.string.flatMap { $0.hasSuffix("?") ? $0 : nil }
    }

    /// The tools that can only follow this one, by their descriptions: they name it, or one that does.
    func followers(among tools: [OfflineTool]) -> [OfflineTool] {
        var found: [OfflineTool] = []
        var open = [self]
        while let next = open.popLast() {
            for other in tools where !other.isEntry && !found.contains(where: { $0.name == other.name }) {
                guard other.definition.description.contains(next.name) else { continue }
                found.append(other)
                open.append(other)
            }
        }
        return found
    }
}
