import AgentRuntime
import Testing

@Suite struct OpeningHoursTests {
    private static let hours = OpeningHours(
        week: [.monday: [480..<780, 840..<1110], .saturday: [480..<720]],
        closures: [CalendarDate("2026-12-07")].reduce(into: []) { closures, date in date.map { _ = closures.insert($0) }
        }
    )

    @Test(arguments: [
        ("2026-11-23T07:00:00Z", true), ("2026-11-23T06:59:59Z", false), ("2026-11-23T12:00:00Z", false),
        ("2026-11-23T13:00:00Z", true), ("2026-11-28T10:59:00Z", true), ("2026-11-28T11:00:00Z", false),
        ("2026-11-29T10:00:00Z", false), ("2026-12-07T10:00:00Z", false), ("2026-07-06T06:00:00Z", true),
    ])
    func somebodyAnswersWithinTheHoursOfTheRegionsClock(_ text: String, _ isOpen: Bool) throws {
        #expect(Self.hours.isOpen(at: try #require(Timestamp(text))) == isOpen)
    }

    @Test(arguments: [
        ("2026-11-23T06:59:00Z", "2026-11-23", 480), ("2026-11-23T07:00:00Z", "2026-11-23", 840),
        ("2026-11-23T18:00:00Z", "2026-11-28", 480), ("2026-12-05T12:00:00Z", "2026-12-12", 480),
    ])
    func theNextOpeningIsTheFirstOfADayThatIsNotClosed(_ text: String, _ date: String, _ minute: Int) throws {
        let instant = try #require(Timestamp(text))
        let next = try #require(Self.hours.nextOpening(after: instant))
        #expect(next.date.description == date)
        #expect(next.minute == minute)
    }

    @Test func withoutHoursNobodyAnswers() {
        #expect(!OpeningHours.never.isOpen(at: .now))
        #expect(OpeningHours.never.nextOpening(after: .now) == nil)
    }
}
