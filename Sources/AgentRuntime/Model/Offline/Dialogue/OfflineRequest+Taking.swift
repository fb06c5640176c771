extension OfflineRequest {
    /// What a message told.
    struct Taken {
        var parameters: Set<String> = []
        /// The words that told it.
        var words: Set<Int> = []
    }

    /// Takes from a message what it tells.
    /// - Parameters:
    ///   - asked: what the person was asked for.
    ///   - correcting: whether what is known may change.
    mutating func take(
        _ said: OfflineSaid,
        asked: OfflineParameter? = nil,
        correcting: Bool = false,
        _ language: OfflineLanguage
    ) -> Taken {
        let reader = OfflineReader(text: said.text, language: language, today: said.today)
        var taken = Taken()
        if let asked, !asked.takesAnyWords { self.answer(asked, reader, &taken) }
        for parameter in self.tool.parameters where parameter.name != asked?.name || asked?.takesAnyWords == true {
            guard self.arguments[parameter.name] == nil || correcting else { continue }
            var reading = reader.volunteered(parameter)
            if asked != nil || correcting, reading == nil || !parameter.takesFigures {
                reading = self.labelled(parameter, reader) ?? reading
            }
            guard let reading, taken.words.isDisjoint(with: reading.words) else { continue }
            self.set(parameter, reading, &taken)
        }
        if let asked, asked.takesAnyWords, !taken.parameters.contains(asked.name) {
            self.answer(asked, reader, &taken)
        }
        return taken
    }

    private mutating func set(_ parameter: OfflineParameter, _ reading: OfflineReading<JSONValue>, _ taken: inout Taken)
    {
        self.arguments[parameter.name] = reading.value
        self.halved = nil
        taken.parameters.insert(parameter.name)
        taken.words.formUnion(reading.words)
    }

    private mutating func answer(_ asked: OfflineParameter, _ reader: OfflineReader, _ taken: inout Taken) {
        guard let reading = reader.answered(asked), taken.words.isDisjoint(with: reading.words) else { return }
        self.set(asked, reading, &taken)
        // Two words for the first of two that are said in one breath, such as a name.
        let next = self.tool.required.drop { $0.name != asked.name }.dropFirst().first
        guard case .text = asked.kind, reading.words.count == 2, let next, case .text = next.kind,
            self.arguments[next.name] == nil, asked.isParallel(to: next)
        else { return }
        let (first, second) = (reading.words.lowerBound, reading.words.upperBound - 1)
        self.arguments[asked.name] = .string(reader.text.excerpt(first..<first + 1))
        self.arguments[next.name] = .string(reader.text.excerpt(second..<second + 1))
        taken.parameters.insert(next.name)
        self.halved = (asked.name, next.name)
    }

    /// Takes a message as the second of two answers, where what came before was the first alone: `Maria Grazia`, then
    /// `De Luca`.
    mutating func takeSecondHalf(_ said: OfflineSaid, _ language: OfflineLanguage) -> Bool {
        let reader = OfflineReader(text: said.text, language: language, today: said.today)
        guard let halved = self.halved, let second = self.tool[halved.second],
            let first = self.arguments[halved.first]?.string, let rest = self.arguments[halved.second]?.string,
            let reading = reader.answered(second), reading.words.upperBound == said.text.words.count
        else { return false }
        self.arguments[halved.first] = .string("\(first) \(rest)")
        self.arguments[halved.second] = reading.value
        self.halved = nil
        return true
    }

    /// What follows the parameter's own name: `il cognome è Finta`.
    private func labelled(_ parameter: OfflineParameter, _ reader: OfflineReader) -> OfflineReading<JSONValue>? {
        let others = self.tool.parameters.filter { $0.name != parameter.name }
            .reduce(into: Set<String>()) { $0.formUnion($1.labels) }
        let own = parameter.labels
        let words = reader.text.words
        guard let label = words.firstIndex(where: { own.contains($0.folded) && !others.contains($0.folded) }) else {
            return nil
        }
        var end = label + 1
        while end < words.count, end == label + 1 || !reader.text.endsClause(after: end - 1) {
            // The next name begins: "e il telefono".
            if others.contains(words[end].folded), !own.contains(words[end].folded) { break }
            end += 1
        }
        while end > label + 1, end < words.count, reader.language.words.fillers.contains(words[end - 1].folded) {
            end -= 1
        }
        guard label + 1 < end else { return nil }
        let rest = OfflineText(reader.text.excerpt(label + 1..<end))
        let value = OfflineReader(text: rest, language: reader.language, today: reader.today).answered(parameter)
        return value.map { OfflineReading(value: $0.value, words: label..<end) }
    }
}

extension OfflineParameter {
    /// Whether an answer in any words will do.
    var takesAnyWords: Bool {
        switch self.kind {
        case .text, .search, .question, .phrase: true
        default: false
        }
    }

    /// Whether its values are figures that need no name.
    var takesFigures: Bool {
        switch self.kind {
        case .number, .date, .digits, .email, .code: true
        default: false
        }
    }
}
