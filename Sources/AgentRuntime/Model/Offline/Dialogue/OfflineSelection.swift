/// Finds which of several options a person means: by key, name, day, time or place in the list.
struct OfflineSelection {
    enum Finding: Equatable {
        case one(OfflineOption)
        case several([OfflineOption])
        /// None has the day or time that is named.
        case unfit
        case none
    }

    let options: [OfflineOption]
    let language: OfflineLanguage
    /// Whether the choice is acted upon: a name that falls among other words is then no choice.
    var commits = false

    /// The option a message means.
    /// - Parameter wholly: whether all that the message tells must be about the option.
    func find(in text: OfflineText, today: CalendarDate, wholly: Bool) -> Finding {
        if let named = self.options.first(where: { option in text.words.contains { $0.folded == option.key } }) {
            return .one(named)
        }
        let dates = OfflineDates(text: text, clock: self.language.clock, today: today)
        let (days, times) = (dates.days(), dates.times())
        var explained = Set((days.map(\.words) + times.map(\.words)).flatMap { Array($0) })
        var left = self.byName(self.options, text, &explained)
        var isTold = left.count < self.options.count || self.options.count == 1 && !explained.isEmpty
        var isPointed = false
        for minute in times.map(\.value) {
            var fitting = left.filter { self.minutes(of: $0).contains { $0 == minute || $0 == minute + 12 * 60 } }
            if fitting.isEmpty, minute.isMultiple(of: 60) {
                fitting = left.filter { self.minutes(of: $0).contains { $0 / 60 == minute / 60 } }
            }
            if fitting.isEmpty { return .unfit }
            (left, isTold, isPointed) = (fitting, true, true)
        }
        for day in days.map(\.value) {
            let fitting = left.filter { self.days(of: $0).contains(day) }
            if fitting.isEmpty { return .unfit }
            (left, isTold, isPointed) = (fitting, true, true)
        }
        if let place = self.ordinal(in: text, of: left.count, besides: explained) {
            explained.insert(place.word)
            (left, isTold, isPointed) = ([left[place.index]], true, true)
        }
        if !isTold, text.words.contains(where: { self.language.words.anything.contains($0.folded) }) {
            return self.options.first.map { .one($0) } ?? .none
        }
        let rest = text.words.indices.filter { index in
            let word = text.words[index]
            return !explained.contains(index) && self.language.isTelling(word)
                && !self.language.words.corrections.contains(word.folded)
                && !self.language.words.yes.contains(word.folded)
        }
        guard isTold, rest.isEmpty || !wholly && (isPointed || !self.commits) else { return .none }
        return left.count == 1 ? .one(left[0]) : left.count < self.options.count ? .several(left) : .none
    }

    /// The only option whose name has most of what a message tells; `nil` if several have as much.
    func best(in text: OfflineText) -> OfflineOption? {
        var explained: Set<Int> = []
        let left = self.byName(self.options, text, &explained)
        return left.count == 1 ? left.first : nil
    }

    /// The options that share most with the text of what tells them apart.
    private func byName(_ options: [OfflineOption], _ text: OfflineText, _ explained: inout Set<Int>) -> [OfflineOption]
    {
        let stems = options.map { option in
            Set(option.texts.flatMap { OfflineText($0).words }.filter { $0.digits == nil }.map(\.stem))
        }
        var scores = options.map { _ in 0 }
        for (index, word) in text.words.enumerated() where self.isName(word) && !explained.contains(index) {
            let matching = stems.indices.filter { stems[$0].contains(word.stem) }
            if !matching.isEmpty { explained.insert(index) }
            if matching.count < options.count { for option in matching { scores[option] += 1 } }
        }
        guard let best = scores.max(), best > 0 else { return options }
        return options.indices.filter { scores[$0] == best }.map { options[$0] }
    }

    /// Ordinals name an option too where its name has them, such as a first visit.
    private func isName(_ word: OfflineText.Word) -> Bool {
        word.folded.count > 2 && word.digits == nil && self.language.isTelling(word)
    }

    private func ordinal(in text: OfflineText, of count: Int, besides explained: Set<Int>) -> (index: Int, word: Int)? {
        for (index, word) in text.words.enumerated() where !explained.contains(index) {
            var number = self.language.clock.ordinals[word.folded]
            if number == nil, let digits = word.digits, text.words.count <= 4, digits > 0 { number = digits }
            guard let number, number <= count else { continue }
            return (number < 0 ? count - 1 : number - 1, index)
        }
        return nil
    }

    private func minutes(of option: OfflineOption) -> [Int] {
        option.texts.flatMap { text in
            OfflineDates(text: OfflineText(text), clock: self.language.clock, today: Self.anyDay).times().map(\.value)
        }
    }

    private func days(of option: OfflineOption) -> [CalendarDate] {
        option.texts.compactMap { CalendarDate(String($0.prefix(10))) }
    }

    private static let anyDay = CalendarDate(daysSinceEpoch: 0)
}
