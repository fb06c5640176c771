extension OfflineReader {
    /// The example that the text names, the longest first.
    func example(of examples: [OfflineText]) -> OfflineReading<JSONValue>? {
        var best: OfflineReading<JSONValue>?
        for example in examples where example.words.count > best?.words.count ?? 0 {
            guard let start = self.text.words.indices.first(where: { self.text.has(example, at: $0) }) else { continue }
            best = self.string(example.raw, start..<start + example.words.count)
        }
        return best
    }

    /// Where the examples are names of places or people: a name after a preposition of place.
    func properNoun(like examples: [OfflineText]) -> OfflineReading<JSONValue>? {
        guard examples.allSatisfy({ $0.words.first?.isCapitalised == true }) else { return nil }
        for (index, word) in self.text.words.enumerated().dropFirst() where word.isCapitalised {
            guard self.language.words.placePrepositions.contains(self.text.words[index - 1].folded) else { continue }
            var end = index + 1
            while end < self.text.words.count, self.text.words[end].isCapitalised, !self.text.endsClause(after: end - 1)
            {
                end += 1
            }
            return self.string(self.text.excerpt(index..<end), index..<end)
        }
        return nil
    }

    /// What is left of an answer without the words that lead to it: `mi chiamo Ada` is `Ada`.
    func words(_ parameter: OfflineParameter, clauseOnly: Bool) -> OfflineReading<JSONValue>? {
        let words = self.text.words
        let labels = parameter.labels
        var start = 0
        while start < words.count {
            let word = words[start]
            let leads =
                self.language.words.leads.contains(word.folded) || self.language.words.corrections.contains(word.folded)
                || self.language.words.yes.contains(word.folded) || labels.contains(word.folded)
            // A capital may begin a name such as "La Rosa".
            guard
                leads && start == 0
                    || !word.isCapitalised && (leads || self.language.words.fillers.contains(word.folded))
            else {
                break
            }
            start += 1
        }
        guard start < words.count else { return nil }
        var end = start + 1
        while end < words.count, !clauseOnly || !self.text.endsClause(after: end - 1) { end += 1 }
        // A day or a number alone is no name.
        if case .text = parameter.kind,
            words[start..<end].allSatisfy({ !$0.isCapitalised && self.language.isFigure($0.folded) })
        {
            return nil
        }
        return self.string(self.text.excerpt(start..<end), start..<end)
    }
}
