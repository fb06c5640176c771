import AgentRuntime

/// The agenda as it is before anybody books: which slots a day has, from opening hours and durations alone.
///
/// Nothing of it is stored. A share of the slots counts as taken by others; which ones depends only on centre, service,
/// day and time, so that every process at every moment sees the same agenda.
struct AgendaPlan: Sendable {
    let calendar: LocalCalendar
    /// Percent of the slots that count as taken.
    let occupancy: Int

    /// A slot of one day, in minutes after midnight, with the instant at which it starts.
    struct Time: Hashable, Sendable {
        let minute: Int
        let start: Timestamp
    }

    /// The free slots of `service` at `centre` on `date`, earliest first.
    func times(of service: HealthService, at centre: Centre, on date: CalendarDate) -> [Time] {
        guard centre.categories.contains(service.category) else { return [] }
        return centre.openings(on: date).flatMap { opening in
            stride(from: opening.lowerBound, through: opening.upperBound - service.minutes, by: service.minutes)
        }
        .filter { !self.isTaken("\(centre.id)|\(service.code)|\(date)|\($0)") }
        .map { Time(minute: $0, start: self.calendar.instant(date, minute: $0)) }
    }

    /// FNV-1a, then mixed so that texts that differ in the last digit alone differ in every bit.
    private func isTaken(_ slot: String) -> Bool {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in slot.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((hash ^ (hash >> 31)) % 100) < self.occupancy
    }
}
