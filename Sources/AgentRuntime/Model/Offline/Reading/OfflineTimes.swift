extension OfflineDates {
    /// The times of day named, in minutes after midnight, in the order of the text.
    func times() -> [OfflineReading<Int>] {
        var found: [OfflineReading<Int>] = []
        var index = 0
        while index < self.text.words.count {
            if let reading = self.figures(at: index) ?? self.hour(at: index) ?? self.named(at: index) {
                found.append(reading)
                index = reading.words.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    /// `9:30`, `9.30`.
    private func figures(at index: Int) -> OfflineReading<Int>? {
        let words = self.text.words
        guard index + 1 < words.count, let hour = words[index].digits, let minute = words[index + 1].digits,
            [":", "."].contains(self.text.gap(after: index)), words[index].folded.count <= 2,
            words[index + 1].folded.count == 2, hour < 24, minute < 60,
            self.text.gap(after: index + 1) != self.text.gap(after: index)
        else { return nil }
        return self.reading(hour * 60 + minute, index..<index + 2)
    }

    /// `alle 15`, `alle nove e mezza`, `le 9 e 20`.
    private func hour(at index: Int) -> OfflineReading<Int>? {
        let words = self.text.words
        guard self.clock.at.contains(words[index].folded), index + 1 < words.count,
            let number = self.text.number(at: index + 1, self.clock), number.value < 24
        else { return nil }
        var end = index + 1 + number.length
        var minute = number.value * 60
        if end < words.count, [":", "."].contains(self.text.gap(after: end - 1)), let more = words[end].digits {
            return more < 60 ? self.reading(minute + more, index..<end + 1) : nil
        }
        if end + 1 < words.count, self.clock.and.contains(words[end].folded) {
            let skip = self.clock.one.contains(words[end + 1].folded) ? 2 : 1
            if end + skip < words.count, let more = self.clock.minutes[words[end + skip].folded] {
                minute += more
                end += skip + 1
            } else if let more = self.text.number(at: end + 1, self.clock), more.value < 60 {
                minute += more.value
                end += 1 + more.length
            }
        }
        return self.reading(minute, index..<end)
    }

    private func named(at index: Int) -> OfflineReading<Int>? {
        self.clock.times[self.text.words[index].folded].map { OfflineReading(value: $0, words: index..<index + 1) }
    }

    /// Twelve hours later where `pm` follows.
    private func reading(_ minute: Int, _ words: Range<Int>) -> OfflineReading<Int> {
        let next = words.upperBound < self.text.words.count ? self.text.words[words.upperBound].folded : ""
        let isLater = self.clock.afternoon.contains(next)
        guard isLater || self.clock.morning.contains(next) else { return OfflineReading(value: minute, words: words) }
        return OfflineReading(
            value: minute + (isLater && minute < 12 * 60 ? 12 * 60 : 0),
            words: words.lowerBound..<words.upperBound + 1
        )
    }
}
