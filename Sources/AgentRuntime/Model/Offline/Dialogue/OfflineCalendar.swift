import Foundation

/// What day and time it is where people talk.
struct OfflineCalendar: Sendable {
    private let zone: TimeZone

    /// - Parameter identifier: IANA name, such as `Europe/Rome`; Greenwich if the system does not know it.
    init(_ identifier: String) {
        self.zone = TimeZone(identifier: identifier) ?? .gmt
    }

    func day(of instant: Timestamp) -> CalendarDate { self.local(instant).date }

    /// The day and how many minutes after midnight.
    func local(_ instant: Timestamp) -> (date: CalendarDate, minute: Int) {
        let wall = Int(instant.milliseconds / 1000) + self.zone.secondsFromGMT(for: instant.date)
        let second = ((wall % 86_400) + 86_400) % 86_400
        return (CalendarDate(daysSinceEpoch: (wall - second) / 86_400), second / 60)
    }
}
