import AgentRuntime

/// The same hours every week, written `monday: ["08:00-13:00", "14:00-18:30"]`; a day that is left out has none.
struct WeeklyHours: Decodable, Hashable, Sendable {
    private var ranges: [Weekday: [Range<Int>]] = [:]

    /// Never.
    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        for (name, texts) in try container.decode([String: [String]].self) {
            guard let day = Weekday(rawValue: name) else {
                let days = Weekday.allCases.map(\.rawValue).joined(separator: ", ")
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\"\(name)\" is not a day. There are \(days)."
                )
            }
            self.ranges[day] = try texts.map { text in
                if let range = Self.range(text) { return range }
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\"\(text)\" are not hours. Write them as \"08:00-13:00\"."
                )
            }.sorted { $0.lowerBound < $1.lowerBound }
        }
    }

    /// The hours of `day` in minutes after midnight, earliest first.
    subscript(day: Weekday) -> [Range<Int>] { self.ranges[day] ?? [] }

    private static func range(_ text: String) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minutes)
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }
}
