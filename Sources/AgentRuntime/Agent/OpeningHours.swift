/// When people answer: the same hours every week, but for some days.
public struct OpeningHours: Hashable, Sendable {
    private let week: [Weekday: [Range<Int>]]
    private let closures: Set<CalendarDate>
    private let timeZone: String

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

    /// Whether somebody answers at `instant`.
    public func isOpen(at instant: Timestamp) -> Bool {
        guard let (date, minute) = LocalCalendar(self.timeZone)?.local(instant), !self.closures.contains(date) else {
            return false
        }
        return (self.week[date.weekday] ?? []).contains { $0.contains(minute) }
    }
}
