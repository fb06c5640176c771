import Foundation

/// Turns instants into the days and times of one time zone, and back.
public struct LocalCalendar: Sendable {
    private let timeZone: TimeZone

    /// - Parameter identifier: IANA name, such as `Europe/Rome`; `nil` if the system does not know it.
    public init?(_ identifier: String) {
        guard let timeZone = TimeZone(identifier: identifier) else { return nil }
        self.timeZone = timeZone
    }

    /// The day it is at `instant`, and how many minutes after midnight the clock shows.
    public func local(_ instant: Timestamp) -> (date: CalendarDate, minute: Int) {
        let wall = instant.milliseconds / 1000 + self.offset(at: instant)
        let second = ((wall % 86_400) + 86_400) % 86_400
        return (CalendarDate(daysSinceEpoch: Int((wall - second) / 86_400)), Int(second) / 60)
    }

    /// The instant at which the clock shows `minute` minutes after midnight on `date`.
    public func instant(_ date: CalendarDate, minute: Int) -> Timestamp {
        let wall = Int64(date.daysSinceEpoch) * 86_400 + Int64(minute) * 60
        let guess = wall - self.offset(at: Timestamp(milliseconds: wall * 1000))
        return Timestamp(milliseconds: (wall - self.offset(at: Timestamp(milliseconds: guess * 1000))) * 1000)
    }

    private func offset(at instant: Timestamp) -> Int64 {
        Int64(self.timeZone.secondsFromGMT(for: instant.date))
    }
}

extension CalendarDate {
    /// Its day of the week.
    public var weekday: Weekday { Weekday.allCases[self.weekdayIndex] }
}
