/// Numbers, days and times in words.
struct OfflineClockWords: Sendable {
    /// The number a single word means.
    let number: @Sendable (String) -> Int?
    /// 1 for `primo`; -1 for the last.
    let ordinals: [String: Int]
    let months: [String: Int]
    /// 0 for Monday.
    let weekdays: [String: Int]
    /// Days from today.
    let days: [String: Int]
    /// In days.
    let units: [String: Int]
    let next: Set<String>
    /// What precedes a span from now: `tra due settimane`.
    let after: Set<String>
    /// What precedes a day of the month.
    let onThe: Set<String>
    /// What precedes a time.
    let at: Set<String>
    /// What stands between the parts of a date.
    let of: Set<String>
    /// Minutes after the hour: `mezza`.
    let minutes: [String: Int]
    let and: Set<String>
    /// What may stand before a part of an hour.
    let one: Set<String>
    let morning: Set<String>
    let afternoon: Set<String>
    /// Times with a name, in minutes.
    let times: [String: Int]
}
