extension Timestamp {
    /// Reads a date as HTTP writes it, in all three forms (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. The day of the week is not looked at.
    init?(httpDate: String) {
        let parts = httpDate.split { $0 == " " || $0 == "," || $0 == "-" }
        guard parts.count == 5 || (parts.count == 6 && parts[5] == "GMT") else { return nil }
        let isASCTime = parts.count == 5
        let (day, month) = isASCTime ? (parts[2], parts[1]) : (parts[1], parts[2])
        let (year, time) = isASCTime ? (parts[4], parts[3]) : (parts[3], parts[4])
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let monthIndex = months.firstIndex(of: String(month)), (1...2).contains(day.count) else { return nil }
        // Two digits of a year mean this century: what a server tells us lies around now.
        let fullYear = year.count == 2 ? "20\(year)" : String(year)
        func padded(_ digits: some StringProtocol) -> String { digits.count == 1 ? "0\(digits)" : String(digits) }
        self.init("\(fullYear)-\(padded("\(monthIndex + 1)"))-\(padded(day))T\(time)Z")
    }
}
