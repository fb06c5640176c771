/// A point in time as header fields tell it (RFC 9110 §5.6.7), in any of the three forms.
struct HTTPDate: Hashable, Sendable {
    let secondsSince1970: Int

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    init?(_ text: String) {
        // Without the name of the day, and with "-" as a space, the first two forms are one.
        let words = text.split { $0 == " " || $0 == "-" || $0 == "," }.dropFirst().map(String.init)
        guard words.count >= 4 else { return nil }
        let isEnvironmentForm = Self.months[words[0]] != nil
        let (day, month, year, time) =
            isEnvironmentForm ? (words[1], words[0], words[3], words[2]) : (words[0], words[1], words[2], words[3])
        let clock = time.split(separator: ":").compactMap { Int($0) }
        guard let day = Int(day), (1...31).contains(day), let month = Self.months[month], var year = Int(year),
            (0...9999).contains(year), clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        self.secondsSince1970 =
            Self.days(year, month, day) * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    private static let months = [
        "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
        "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
    ]

    /// Days since 1970 in the Gregorian calendar, the year counted from March on so that a leap day is its last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
