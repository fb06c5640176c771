extension OfflineText {
    /// The number that begins at a word, in digits or words, and how many words it takes.
    func number(at index: Int, _ clock: OfflineClockWords) -> (value: Int, length: Int)? {
        if let digits = self.words[index].digits { return (digits, 1) }
        guard let value = clock.number(self.words[index].folded) else { return nil }
        if value >= 20, value.isMultiple(of: 10), value < 100, index + 1 < self.words.count,
            let unit = clock.number(self.words[index + 1].folded), 1...9 ~= unit, !self.endsClause(after: index)
        {
            return (value + unit, 2)
        }
        return (value, 1)
    }
}
