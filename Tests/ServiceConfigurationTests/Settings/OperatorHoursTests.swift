import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct OperatorHoursTests {
    private func lines(_ text: String) throws -> [String] {
        OpeningHours(week: try decode(OperatorHours.self, text).week).italian.map { "\($0.days): \($0.times)" }
    }

    @Test func daysWithTheSameTimesShareALine() throws {
        #expect(
            try self.lines(
                """
                monday: ["08:00-20:00"]
                tuesday: ["08:00-20:00"]
                wednesday: ["08:00-20:00"]
                thursday: ["08:00-20:00"]
                friday: ["08:00-20:00"]
                saturday: ["08:00-13:00"]
                """
            ) == ["lunedì-venerdì: 08:00-20:00", "sabato: 08:00-13:00"]
        )
    }

    @Test func aClosedDayDividesALine() throws {
        #expect(
            try self.lines(
                """
                monday: ["08:30-13:00", "14:00-18:05"]
                wednesday: ["08:30-13:00", "14:00-18:05"]
                thursday: []
                saturday: [00:00-24:00]
                sunday: [00:00-24:00]
                """
            ) == [
                "lunedì: 08:30-13:00 e 14:00-18:05", "mercoledì: 08:30-13:00 e 14:00-18:05",
                "sabato e domenica: 00:00-24:00",
            ]
        )
    }

    @Test(arguments: [
        ("2026-12-08", "martedì 8 dicembre 2026"), ("2028-02-29", "martedì 29 febbraio 2028"),
        ("2027-01-01", "venerdì 1 gennaio 2027"),
    ])
    func closuresReadWell(_ date: String, _ words: String) {
        #expect(CalendarDate(date)?.italian == words)
    }

    @Test func noHoursAreNoLines() throws {
        #expect(try self.lines("{}\n").isEmpty)
        #expect(OpeningHours.never.italian.isEmpty)
    }

    @Test func hoursAreMinutesAfterMidnight() throws {
        let hours = try decode(OperatorHours.self, "friday: [\"08:30-13:00\"]\n")
        #expect(hours[.friday] == [510..<780])
        #expect(hours[.monday].isEmpty)
    }

    @Test(arguments: [
        ("mondy: []\n", "f.yaml:1: Unknown key \"mondy\". Did you mean \"monday\"?"),
        ("monday: 08:00-20:00\n", "f.yaml:1: monday must be a list, not \"08:00-20:00\"."),
        (
            "monday:\n- 8-20\n",
            "f.yaml:2: monday[0]: \"8-20\" are not hours. Write them as \"08:00-20:00\", the earlier one first."
        ),
        (
            "monday: [\"20:00-08:00\"]\n",
            "f.yaml:1: monday[0]: \"20:00-08:00\" are not hours. Write them as \"08:00-20:00\", the earlier one first."
        ),
        (
            "monday: [\"08:00-24:01\"]\n",
            "f.yaml:1: monday[0]: \"08:00-24:01\" are not hours. Write them as \"08:00-20:00\", the earlier one first."
        ),
        (
            "monday: [\"08:00-13:00\", \"12:00-14:00\"]\n",
            "f.yaml:1: monday: The times overlap or are out of order. Write them from morning to evening."
        ),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(mistake(OperatorHours.self, text) == message)
    }
}
