/// One of the values a parameter may have, and the words that mean it.
struct OfflineChoice: Sendable {
    let value: String
    /// The words of the value itself.
    let words: [OfflineText.Word]
    /// The words by which the description explains it: `M per maschio, uomo`.
    fileprivate(set) var explanation: [OfflineText.Word] = []

    /// What people call it.
    var spoken: String {
        if self.value.count > 2, !self.value.contains(where: \.isNumber) {
            return self.value.split(separator: "_").joined(separator: " ")
        }
        return self.explanation.first?.folded ?? self.value
    }

    /// The values with what a description says of each, up to the next one or the end of the sentence. Of values named
    /// in a row none is explained.
    static func all(_ values: [String], explainedIn description: String, _ language: OfflineLanguage) -> [OfflineChoice]
    {
        var choices = values.map { OfflineChoice(value: $0, words: OfflineText($0).words) }
        let text = OfflineText(description)
        let named = text.words.indices.map { values.firstIndex(of: text.excerpt($0..<$0 + 1)) }
        var current: Int?
        for (index, word) in text.words.enumerated() {
            if let value = named[index] {
                let stands =
                    (index == 0 || named[index - 1] == nil) && index + 1 < named.count && named[index + 1] == nil
                current = stands ? value : nil
            } else if let current, language.isTelling(word), word.digits == nil {
                choices[current].explanation.append(word)
            }
            if text.endsSentence(after: index) { current = nil }
        }
        return choices
    }

    /// The value a text means: one it names, or else the only one whose explanation shares a word with it.
    static func find(_ choices: [OfflineChoice], in text: OfflineText, asked: Bool) -> OfflineReading<String>? {
        let byLength = choices.sorted { $0.words.count > $1.words.count }
        for choice in byLength {
            if let place = choice.place(in: text, asked: asked) {
                return OfflineReading(value: choice.value, words: place..<place + choice.words.count)
            }
        }
        for matches in [{ $0.folded == $1.folded }, { $0.stem == $1.stem && $0.folded.count > 3 }]
            as [(OfflineText.Word, OfflineText.Word) -> Bool]
        {
            var found: [OfflineReading<String>] = []
            for choice in choices {
                let place = text.words.firstIndex { word in choice.explanation.contains { matches($0, word) } }
                if let place { found.append(OfflineReading(value: choice.value, words: place..<place + 1)) }
            }
            if found.count == 1 { return found.first }
        }
        return nil
    }

    /// Where the value itself is named. A single letter counts as a capital, or as the whole answer.
    private func place(in text: OfflineText, asked: Bool) -> Int? {
        guard !self.words.isEmpty, self.words.count <= text.words.count else { return nil }
        return (0...text.words.count - self.words.count).first { start in
            zip(self.words, text.words[start...]).allSatisfy { own, word in
                if self.value.count == 1 {
                    return own.folded == word.folded && (word.isCapitalised || asked && text.words.count == 1)
                }
                return own.folded.count > 3 ? own.stem == word.stem : own.folded == word.folded
            }
        }
    }
}
