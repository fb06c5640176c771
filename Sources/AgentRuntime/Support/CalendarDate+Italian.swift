extension CalendarDate {
    /// The day as people say it in Italian: `martedì 8 dicembre 2026`.
    public var italian: String {
        let weekday = Weekday.allCases[self.weekdayIndex].italian
        return "\(weekday) \(self.day) \(Self.italianMonths[self.month - 1]) \(self.year)"
    }

    /// The names of the months in Italian, January first.
    static let italianMonths = [
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ]
}
