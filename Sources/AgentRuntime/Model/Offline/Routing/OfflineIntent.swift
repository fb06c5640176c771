/// What kind of thing a message is, told by its grammar.
struct OfflineIntent {
    /// What a message is that asks for nothing.
    enum Talk { case greeting, thanks, farewell, yes, no, drop }

    let text: OfflineText
    let language: OfflineLanguage

    /// What the whole message is, if it is nothing else.
    var talk: Talk? {
        let words = self.text.words.map(\.folded)
        guard !words.isEmpty else { return nil }
        let core = words.filter { !self.isCourteous($0) }
        let bare = Array(core.drop(while: self.language.words.fillers.contains))
        if [words, core, bare].contains(where: self.language.words.drops.contains) { return .drop }
        let refuses = words.contains(where: self.language.words.no.contains)
        let isBare = words.allSatisfy {
            self.language.words.no.contains($0) || self.isCourteous($0) || self.language.words.fillers.contains($0)
                || self.language.words.negations.contains($0)
        }
        if refuses, isBare { return .no }
        if self.isYes() { return .yes }
        let rest = core.filter { !self.language.words.farewells.contains($0) }
        guard rest.allSatisfy(self.language.words.fillers.contains) else { return nil }
        if words.contains(where: self.language.words.farewells.contains) { return .farewell }
        if words.contains(where: self.language.words.greetings.contains) { return .greeting }
        if words.contains(where: self.language.words.thanks.contains) { return .thanks }
        return nil
    }

    var isThanking: Bool { self.text.words.contains { self.language.words.thanks.contains($0.folded) } }

    /// A plain yes: it begins with one, takes nothing back and says nothing else, but for words of `topic`. `Si può…` is
    /// none.
    func isYes(about topic: Set<String> = []) -> Bool {
        guard !self.text.hasQuestionMark, let first = self.text.words.first else { return false }
        let begins =
            self.language.words.yes.contains(first.folded)
            || self.language.words.consents.contains { self.text.has($0, at: 0) }
        guard begins else { return false }
        return self.text.words.allSatisfy { word in
            let isPart =
                self.language.words.yes.contains(word.folded) || self.language.words.fillers.contains(word.folded)
                || self.isCourteous(word.folded) || topic.contains(word.stem)
            return isPart && !self.language.words.reservations.contains(word.folded)
        }
    }

    private func isCourteous(_ word: String) -> Bool {
        self.language.words.courtesy.contains(word) || self.language.words.thanks.contains(word)
            || self.language.words.greetings.contains(word)
    }

    var begins: Int { self.text.words.firstIndex { !self.language.words.greetings.contains($0.folded) } ?? 0 }

    /// Whether it wants something done, rather than to know something.
    var isWish: Bool { self.wish != nil }

    /// The words that say that something is wished.
    var wish: Range<Int>? {
        // With a question mark, `devo` asks whether one must; and a wish that asks how is a question.
        let asks = self.text.hasQuestionMark
        if asks, self.text.words.contains(where: { self.language.words.interrogatives.contains($0.folded) }) {
            return nil
        }
        let limit = min(self.begins + 4, self.text.words.count)
        for start in self.begins..<max(limit, self.begins) {
            let phrases = asks ? self.language.words.wishes : self.language.words.wishes + self.language.words.needs
            guard let phrase = phrases.first(where: { self.text.has($0, at: start) }) else { continue }
            var end = start + phrase.count
            let following = self.text.words[end...].prefix(3)
            if following.contains(where: { self.language.words.informing.contains($0.folded) }) { return nil }
            while end < self.text.words.count, self.language.words.fillers.contains(self.text.words[end].folded) {
                end += 1
            }
            return start..<end
        }
        return nil
    }

    /// The verb of a wish, as in `vorrei prenotare`.
    var wishedVerb: Int? {
        guard let wish, wish.upperBound < self.text.words.count else { return nil }
        let isVerb =
            self.language.words.isInfinitive(self.text.words[wish.upperBound].folded)
            || self.language.words.infinitiveMarks.contains(self.text.words[wish.upperBound - 1].folded)
        return isVerb ? wish.upperBound : nil
    }

    /// Whether it asks something.
    var isQuestion: Bool {
        if self.isWish { return false }
        if self.text.hasQuestionMark { return true }
        let first = self.text.words.dropFirst(self.begins).prefix(4)
        return first.contains { self.language.words.interrogatives.contains($0.folded) }
            || first.prefix(1).contains { self.language.words.asking.contains($0.folded) }
            || first.contains { self.language.words.informing.contains($0.folded) }
    }

    /// Whether it takes something back or adds to it: `no, 14`, `anzi`.
    var isCorrection: Bool {
        self.text.words.prefix(2).contains { self.language.words.corrections.contains($0.folded) }
    }

    var isDontKnow: Bool { self.language.words.dontKnow.contains { self.text.has($0) } }
}
