/// Why a tool could not do it. The words are for a model: some of them tell it what to do next.
struct OfflineFailure {
    private let text: String
    private let toolbox: OfflineToolbox

    init(_ text: String, toolbox: OfflineToolbox) {
        self.text = text
        self.toolbox = toolbox
    }

    /// The parameters to ask for again: those it names, or else those whose value it repeats, or else the only one the
    /// person gave if it says to ask.
    func wrongParameters(of request: OfflineRequest) -> [String] {
        let words = Set(self.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let given = request.tool.parameters.filter { request.arguments[$0.name] != nil }
        let named = given.filter { words.contains($0.name) }.map(\.name)
        if !named.isEmpty { return named }
        let folded = OfflineText(self.text)
        let repeated = given.filter { parameter in
            guard let value = request.arguments[parameter.name]?.string, value.count > 2 else { return false }
            return folded.has(OfflineText(value).words.map(\.folded))
        }
        if !repeated.isEmpty { return repeated.map(\.name) }
        let told = given.filter { parameter in
            if case .key = parameter.kind { false } else { true }
        }
        return told.count == 1 && self.saysToAsk ? told.map(\.name) : []
    }

    /// What of it a person can read: no sentence that tells a model what to do or names what only a model knows.
    var readable: String? {
        let sentences = self.sentences.filter { sentence in
            let words = sentence.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "'" && $0 != "’" }
            let isForModel = words.contains { word in
                word.contains("_") || self.toolbox[String(word)] != nil || self.toolbox.isKey(String(word))
            }
            return !isForModel && !self.isOrder(sentence)
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private var saysToAsk: Bool {
        self.sentences.contains { sentence in
            OfflineText(sentence).words.first.map { self.toolbox.language.words.ordersToAsk.contains($0.folded) }
                ?? false
        }
    }

    /// Whether a sentence tells a model what to do. What the runtime itself says is in English.
    private func isOrder(_ sentence: String) -> Bool {
        let text = OfflineText(sentence)
        return self.toolbox.language.isOrder(text, at: 0) || OfflineLanguage.english.isOrder(text, at: 0)
    }

    private var sentences: [String] {
        var sentences: [String] = []
        var rest = self.text[...]
        while let end = rest.firstRange(of: ". ") {
            sentences.append("\(rest[..<end.lowerBound]).")
            rest = rest[end.upperBound...]
        }
        return rest.isEmpty ? sentences : sentences + [String(rest)]
    }
}
