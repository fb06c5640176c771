/// Something found in a text, and the words it took.
struct OfflineReading<Value: Sendable>: Sendable {
    let value: Value
    let words: Range<Int>
}

/// The days and times that a text names.
struct OfflineDates {
    let text: OfflineText
    let clock: OfflineClockWords
    let today: CalendarDate

    /// The days named, in the order of the text.
    /// - Parameter inPast: whether a day must lie in the past, such as a birthday; it then needs its year.
    func days(inPast: Bool = false) -> [OfflineReading<CalendarDate>] {
        var found: [OfflineReading<CalendarDate>] = []
        var index = 0
        while index < self.text.words.count {
            let reading =
                self.figures(at: index, inPast) ?? self.dayAndMonth(at: index, inPast)
                ?? (inPast ? nil : self.relative(at: index))
            if let reading, !inPast || reading.value <= self.today {
                found.append(reading)
                index = reading.words.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    /// `2026-11-24`, `24/11/2026`, `24.11.26`, `24/11`.
    private func figures(at index: Int, _ inPast: Bool) -> OfflineReading<CalendarDate>? {
        let words = self.text.words
        guard let first = words[index].digits, index + 1 < words.count, let second = words[index + 1].digits,
            let mark = self.text.gap(after: index).first, ["-", "/", "."].contains(self.text.gap(after: index))
        else { return nil }
        if index + 2 < words.count, self.text.gap(after: index + 1) == self.text.gap(after: index),
            let third = words[index + 2].digits
        {
            let date =
                words[index].folded.count == 4
                ? CalendarDate(year: first, month: second, day: third)
                : self.year(words[index + 2].folded, third, inPast)
                    .flatMap { CalendarDate(year: $0, month: second, day: first) }
            return date.map { OfflineReading(value: $0, words: index..<index + 3) }
        }
        guard mark == "/", !inPast else { return nil }
        return self.next(day: first, month: second).map { OfflineReading(value: $0, words: index..<index + 2) }
    }

    /// `3 marzo 1991`, `il primo di marzo`, `March 3, 1991`.
    private func dayAndMonth(at index: Int, _ inPast: Bool) -> OfflineReading<CalendarDate>? {
        let words = self.text.words
        var day: Int?
        var month: Int?
        var end = index
        if let first = self.clock.months[words[index].folded] {
            guard index + 1 < words.count, let number = self.text.number(at: index + 1, self.clock) else { return nil }
            (day, month, end) = (number.value, first, index + 1 + number.length)
        } else if let number = self.text.number(at: index, self.clock) ?? self.ordinalDay(at: index) {
            end = index + number.length
            while end < words.count, self.clock.of.contains(words[end].folded) { end += 1 }
            guard end < words.count, let name = self.clock.months[words[end].folded] else { return nil }
            (day, month, end) = (number.value, name, end + 1)
        }
        guard let day, let month else { return nil }
        var place = end
        while place < words.count, self.clock.of.contains(words[place].folded) { place += 1 }
        if place < words.count, !self.text.gap(after: place).hasPrefix(":"),
            let number = self.text.number(at: place, self.clock),
            let year = self.year(words[place].folded, number.value, inPast),
            let date = CalendarDate(year: year, month: month, day: day)
        {
            return OfflineReading(value: date, words: index..<place + number.length)
        }
        guard !inPast else { return nil }
        return self.next(day: day, month: month).map { OfflineReading(value: $0, words: index..<end) }
    }

    private func ordinalDay(at index: Int) -> (value: Int, length: Int)? {
        self.clock.ordinals[self.text.words[index].folded] == 1 ? (1, 1) : nil
    }

    /// `domani`, `lunedì`, `la prossima settimana`, `tra due settimane`, `il 24`.
    private func relative(at index: Int) -> OfflineReading<CalendarDate>? {
        let words = self.text.words
        let word = words[index].folded
        func reading(_ days: Int, _ length: Int) -> OfflineReading<CalendarDate> {
            OfflineReading(value: self.today.advanced(by: days), words: index..<index + length)
        }
        let following = index + 1 < words.count ? words[index + 1].folded : ""
        if let days = self.clock.days[word] { return reading(days, 1) }
        if let weekday = self.clock.weekdays[word] {
            let ahead = (weekday - self.today.weekdayIndex + 6) % 7 + 1
            return reading(ahead, self.clock.next.contains(following) ? 2 : 1)
        }
        let isNext = self.clock.next.contains(word) && self.clock.units[following] != nil
        let isNextAfter = self.clock.units[word] != nil && self.clock.next.contains(following)
        if isNext || isNextAfter, let unit = self.clock.units[isNext ? following : word] {
            if unit == 7 { return reading(7 - self.today.weekdayIndex, 2) }
            if unit == 30 { return self.firstOfNextMonth.map { OfflineReading(value: $0, words: index..<index + 2) } }
        }
        if self.clock.after.contains(word), index + 2 < words.count,
            let number = self.text.number(at: index + 1, self.clock), index + 1 + number.length < words.count,
            let unit = self.clock.units[words[index + 1 + number.length].folded]
        {
            return reading(number.value * unit, number.length + 2)
        }
        if self.clock.onThe.contains(word), index + 1 < words.count, let day = words[index + 1].digits, day <= 31,
            self.text.endsClause(after: index + 1) || self.text.gap(after: index + 1).allSatisfy(\.isWhitespace),
            self.text.endsClause(after: index + 1) || index + 2 == words.count
        {
            return self.next(dayOfMonth: day).map { OfflineReading(value: $0, words: index..<index + 2) }
        }
        return nil
    }

    /// A year of two or four digits, or in words; of two, the nearest that fits.
    private func year(_ written: String, _ value: Int, _ inPast: Bool) -> Int? {
        if 1000...2200 ~= value { return value }
        guard 0...99 ~= value, written.count != 1 || written.first?.isNumber != true else { return nil }
        let recent = 2000 + value
        return inPast && recent > self.today.year ? 1900 + value : recent
    }

    private func next(day: Int, month: Int) -> CalendarDate? {
        [self.today.year, self.today.year + 1].lazy
            .compactMap { CalendarDate(year: $0, month: month, day: day) }
            .first { $0 >= self.today }
    }

    private func next(dayOfMonth day: Int) -> CalendarDate? {
        (0...2).lazy.compactMap { ahead in
            let month = self.today.month - 1 + ahead
            return CalendarDate(year: self.today.year + month / 12, month: month % 12 + 1, day: day)
        }.first { $0 >= self.today }
    }

    private var firstOfNextMonth: CalendarDate? {
        CalendarDate(year: self.today.year + self.today.month / 12, month: self.today.month % 12 + 1, day: 1)
    }
}
