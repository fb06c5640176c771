import AgentRuntime

/// A search for the first free slots that suit.
struct SlotSearch: Sendable {
    let service: HealthService
    /// Those that suit best first.
    let centres: [Centre]
    let days: ClosedRange<CalendarDate>
    let preference: TimePreference
    /// No slot starts before.
    let earliest: Timestamp
    /// The starts that are held or booked, by centre, in milliseconds.
    let taken: [String: Set<Int64>]

    /// How many options a patient is given to choose from.
    private static let limit = 6
    /// How many of them at one centre on one day, so that they differ in more than minutes.
    private static let perDay = 2

    /// The earliest options, in order of time, and how many slots more are free on their days.
    func run(_ plan: AgendaPlan) -> (appointments: [Appointment], others: Int) {
        var found: [Appointment] = []
        var others = 0
        var day = self.days.lowerBound
        while day <= self.days.upperBound, found.count < Self.limit {
            for centre in self.centres {
                let free = plan.times(of: self.service, at: centre, on: day).filter { time in
                    self.preference.allows(time.minute) && time.start >= self.earliest
                        && self.taken[centre.id]?.contains(time.start.milliseconds) != true
                }
                let chosen = Self.spread(free).prefix(Self.limit - found.count)
                others += free.count - chosen.count
                found += chosen.map { Appointment(self.service, at: centre, start: $0.start) }
            }
            day = day.advanced(by: 1)
        }
        return (found.sorted { $0.start < $1.start }, others)
    }

    /// The first and the middle one, rather than two in a row.
    private static func spread(_ times: [AgendaPlan.Time]) -> [AgendaPlan.Time] {
        times.count <= Self.perDay ? times : [times[0], times[times.count / 2]]
    }
}
