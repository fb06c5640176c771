/// Finds values of parameters in a text.
struct OfflineReader {
    let text: OfflineText
    let language: OfflineLanguage
    let today: CalendarDate

    private var dates: OfflineDates { OfflineDates(text: self.text, clock: self.language.clock, today: self.today) }

    /// The value that stands in the text without having been asked for.
    func volunteered(_ parameter: OfflineParameter) -> OfflineReading<JSONValue>? {
        switch parameter.kind {
        case .number: self.number(parameter, asked: false)
        case .truth: self.mentionedTruth(parameter)
        case .phrase(let examples): self.example(of: examples) ?? self.properNoun(like: examples)
        case .key, .question, .search, .text, .unreadable: nil
        default: self.anywhere(parameter, asked: false)
        }
    }

    /// The value in an answer to the question for it.
    func answered(_ parameter: OfflineParameter) -> OfflineReading<JSONValue>? {
        switch parameter.kind {
        case .number: self.number(parameter, asked: true)
        case .truth: self.mentionedTruth(parameter) ?? self.truth
        case .phrase(let examples): self.example(of: examples) ?? self.words(parameter, clauseOnly: true)
        case .text: self.words(parameter, clauseOnly: true)
        case .search: self.words(parameter, clauseOnly: false)
        case .question: self.whole
        case .code: self.anywhere(parameter, asked: true) ?? self.anyCode
        case .key, .unreadable: nil
        default: self.anywhere(parameter, asked: true)
        }
    }

    /// What is found in the same way whether it was asked for or not.
    private func anywhere(_ parameter: OfflineParameter, asked: Bool) -> OfflineReading<JSONValue>? {
        switch parameter.kind {
        case .choice(let choices):
            OfflineChoice.find(choices, in: self.text, asked: asked).map { self.string($0.value, $0.words) }
        case .date:
            self.dates.days(inPast: self.liesInPast(parameter)).first {
                $0.value >= self.today || self.liesInPast(parameter)
            }
            .map { self.string($0.value.description, $0.words) }
        case .digits: self.digits
        case .email: self.email
        case .code(let example, let key): self.code(like: example, key)
        default: nil
        }
    }

    /// Whether a day is one of long ago, such as a birthday: its examples are.
    private func liesInPast(_ parameter: OfflineParameter) -> Bool {
        parameter.examples.contains { CalendarDate($0).map { $0 < self.today.advanced(by: -1500) } ?? false }
    }

    func string(_ text: String, _ words: Range<Int>) -> OfflineReading<JSONValue> {
        OfflineReading(value: .string(text), words: words)
    }

    private var whole: OfflineReading<JSONValue> { self.string(self.text.raw, self.text.words.indices) }
}

// MARK: Numbers and truth

extension OfflineReader {
    /// A number that the schema allows. Without having been asked for it counts only where its unit follows, or nothing.
    private func number(_ parameter: OfflineParameter, asked: Bool) -> OfflineReading<JSONValue>? {
        let taken = (self.dates.days() + self.dates.days(inPast: true)).map(\.words) + self.dates.times().map(\.words)
        let units = Set(OfflineText(parameter.description).words.map(\.stem))
        var index = 0
        while index < self.text.words.count {
            defer { index += 1 }
            guard !taken.contains(where: { $0.contains(index) }),
                let number = self.text.number(at: index, self.language.clock),
                (try? parameter.schema.validated(.integer(number.value))) != nil
            else { continue }
            let end = index + number.length
            let isAlone = self.text.endsClause(after: end - 1)
            guard asked || isAlone || units.contains(self.text.words[end].stem) else { continue }
            let hasUnit = !isAlone && units.contains(self.text.words[end].stem)
            return OfflineReading(value: .integer(number.value), words: index..<end + (hasUnit ? 1 : 0))
        }
        return nil
    }

    /// Yes or no as a whole.
    private var truth: OfflineReading<JSONValue>? {
        for (index, word) in self.text.words.enumerated() {
            let isNo =
                self.language.words.no.contains(word.folded) || self.language.words.restrictions.contains(word.folded)
                || self.language.words.without.contains(word.folded)
            if isNo { return OfflineReading(value: false, words: index..<index + 1) }
            if self.language.words.yes.contains(word.folded) || self.language.words.with.contains(word.folded) {
                return OfflineReading(value: true, words: index..<index + 1)
            }
        }
        return nil
    }

    /// Yes or no by a word that says with or without what the parameter is about.
    private func mentionedTruth(_ parameter: OfflineParameter) -> OfflineReading<JSONValue>? {
        let about = Set(OfflineText(parameter.description).words.filter(self.isAbout).map(\.stem))
        guard let place = self.text.words.firstIndex(where: { self.isAbout($0) && about.contains($0.stem) }) else {
            return nil
        }
        for index in self.text.words[..<place].indices.reversed().prefix(3) {
            let word = self.text.words[index].folded
            if self.language.words.without.contains(word) {
                return OfflineReading(value: false, words: index..<place + 1)
            }
            if self.language.words.with.contains(word) { return OfflineReading(value: true, words: index..<place + 1) }
        }
        return nil
    }

    private func isAbout(_ word: OfflineText.Word) -> Bool {
        self.language.isTelling(word) && word.folded.count > 3 && !self.language.words.asking.contains(word.folded)
            && !self.language.words.with.contains(word.folded)
    }
}
