/// What the stand-in knows of a language. All of it is about the language: what a service is about, it reads from the
/// tools.
final class OfflineLanguage: Sendable {
    let words: OfflineWords
    let clock: OfflineClockWords
    let say: OfflineSentences
    /// The words that carry no meaning.
    private let untelling: Set<String>
    /// The words that say when, or which in a row, rather than what.
    private let figures: Set<String>

    init(words: OfflineWords, clock: OfflineClockWords, say: OfflineSentences) {
        self.words = words
        self.clock = clock
        self.say = say
        self.untelling = words.fillers.union(words.interrogatives).union(words.greetings).union(words.thanks)
        self.figures = [clock.ordinals, clock.months, clock.weekdays, clock.days, clock.units]
            .reduce(into: clock.next) { $0.formUnion($1.keys) }
    }

    /// The language of a BCP 47 tag: Italian for `it`, else English.
    static func of(_ tag: String) -> OfflineLanguage { tag.hasPrefix("it") ? .italian : .english }

    /// Whether a word carries meaning.
    func isTelling(_ word: OfflineText.Word) -> Bool { !self.untelling.contains(word.folded) }

    /// Whether a sentence that begins at a word tells a model what to do: `chiedi`, `non inventare`.
    func isOrder(_ text: OfflineText, at index: Int) -> Bool {
        guard index < text.words.count else { return false }
        let first = text.words[index].folded
        let forbids =
            self.words.negations.contains(first) && index + 1 < text.words.count
            && self.words.isInfinitive(text.words[index + 1].folded)
        return forbids || self.words.orders.contains(first)
    }

    /// Whether a word says when, or which in a row, rather than what.
    func tellsWhen(_ word: String) -> Bool { self.figures.contains(word) }

    /// Whether a word is a number, or says when.
    func isFigure(_ word: String) -> Bool {
        self.tellsWhen(word) || word.allSatisfy(\.isNumber) || self.clock.number(word) != nil
    }
}
