extension CalendarDate {
    /// Days since 1970-01-01, negative before.
    public var daysSinceEpoch: Int {
        let midnight = Timestamp("\(self)T00:00:00Z")?.milliseconds ?? 0
        return Int(midnight / 86_400_000)
    }

    /// The day so many days after 1970-01-01, held to the years 1 to 9999.
    public init(daysSinceEpoch: Int) {
        let day = Int64(min(max(daysSinceEpoch, -719_162), 2_932_896))
        let text = Timestamp(milliseconds: day * 86_400_000).description.prefix(10)
        guard let date = CalendarDate(String(text)) else {
            preconditionFailure("\(text) is within the years 1 to 9999")
        }
        self = date
    }

    /// The day so many days later, or earlier if negative.
    public func advanced(by days: Int) -> CalendarDate {
        CalendarDate(daysSinceEpoch: self.daysSinceEpoch + days)
    }

    /// Its day of the week: 0 for Monday to 6 for Sunday.
    public var weekdayIndex: Int {
        let index = (self.daysSinceEpoch + 3) % 7  // 1970-01-01 was a Thursday.
        return index < 0 ? index + 7 : index
    }
}
