public import AgentRuntime

/// When people answer, the same every week: `monday: ["08:00-13:00", "14:00-20:00"]`.
///
/// Times are in the region's time zone, from `00:00` to `24:00`; a day that is left out, or has an empty list, has none.
public struct OperatorHours: Hashable, Sendable, Decodable {
    private enum Day: String, CaseIterable, CodingKey {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// The hours of each day that has some, in minutes after midnight, earliest first.
    public private(set) var week: [Weekday: [Range<Int>]] = [:]

    /// Never.
    public init() {}

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Day.self)
        for day in Day.allCases {
            let ranges = try container.value(day, default: [OpenTime]()).map(\.range)
            for (earlier, later) in zip(ranges, ranges.dropFirst()) {
                try container.check(
                    earlier.upperBound <= later.lowerBound,
                    day,
                    "The times overlap or are out of order. Write them from morning to evening."
                )
            }
            if !ranges.isEmpty, let weekday = Weekday(rawValue: day.rawValue) { self.week[weekday] = ranges }
        }
    }

    /// The hours of `day` in minutes after midnight, earliest first.
    public subscript(day: Weekday) -> [Range<Int>] { self.week[day] ?? [] }
}

/// From when to when, written `08:00-20:00`.
private struct OpenTime: Decodable {
    let range: Range<Int>

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" are not hours. Write them as \"08:00-20:00\", the earlier one first."
            )
        }
        self.range = start..<end
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }
}
