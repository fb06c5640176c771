/// When people answer: the same hours every week, but for some days.
public struct OpeningHours: Hashable, Sendable {
    private let week: [Weekday: [Range<Int>]]
    private let closures: Set<CalendarDate>
    private let timeZone: String
    private static let daysAhead = 366

    /// - Parameters:
    ///   - week: the hours of each day in minutes after midnight; a day that is left out has none.
    ///   - closures: days on which nobody answers.
    ///   - timeZone: IANA name of the time zone the hours are in; one that the system does not know is never open.
    public init(week: [Weekday: [Range<Int>]], closures: Set<CalendarDate> = [], timeZone: String = "Europe/Rome") {
        self.week = week
        self.closures = closures
        self.timeZone = timeZone
    }

    /// Nobody ever answers.
    public static let never = OpeningHours(week: [:])

    /// The hours of `day` in minutes after midnight.
    public subscript(day: Weekday) -> [Range<Int>] { self.week[day] ?? [] }

    /// Whether somebody answers at `instant`.
    public func isOpen(at instant: Timestamp) -> Bool {
        guard let (date, minute) = LocalCalendar(self.timeZone)?.local(instant), !self.closures.contains(date) else {
            return false
        }
        return self[date.weekday].contains { $0.contains(minute) }
    }

    /// When somebody begins to answer, after `instant`; `nil` if nobody does within a year.
    public func nextOpening(after instant: Timestamp) -> (date: CalendarDate, minute: Int)? {
        guard !self.week.isEmpty, let (today, now) = LocalCalendar(self.timeZone)?.local(instant) else { return nil }
        for days in 0...Self.daysAhead {
            let date = today.advanced(by: days)
            let starts = self.closures.contains(date) ? [] : self[date.weekday].map(\.lowerBound)
            if let start = starts.filter({ days > 0 || $0 > now }).min() { return (date, start) }
        }
        return nil
    }
}
