extension OpeningHours {
    /// The week in Italian, days that follow each other with the same times in one line: `lunedì-venerdì`, `08:00-20:00`.
    /// Days without hours are left out.
    public var italian: [PromptVariables.Hours] {
        var groups: [(days: [Weekday], times: [Range<Int>])] = []
        for day in Weekday.allCases {
            if let last = groups.last, last.times == self[day] {
                groups[groups.count - 1].days.append(day)
            } else {
                groups.append(([day], self[day]))
            }
        }
        return groups.filter { !$0.times.isEmpty }.map { group in
            PromptVariables.Hours(
                days: Self.names(of: group.days),
                times: group.times.map { "\(Self.time($0.lowerBound))-\(Self.time($0.upperBound))" }.joined(
                    separator: " e "
                )
            )
        }
    }

    private static func names(of days: [Weekday]) -> String {
        let names = days.map(\.italian)
        guard let first = names.first, let last = names.last else { return "" }
        return switch names.count {
        case 1: first
        case 2: "\(first) e \(last)"
        default: "\(first)-\(last)"
        }
    }

    private static func time(_ minutes: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
}

extension Weekday {
    /// Its name in Italian: `lunedì`.
    public var italian: String {
        switch self {
        case .monday: "lunedì"
        case .tuesday: "martedì"
        case .wednesday: "mercoledì"
        case .thursday: "giovedì"
        case .friday: "venerdì"
        case .saturday: "sabato"
        case .sunday: "domenica"
        }
    }
}
