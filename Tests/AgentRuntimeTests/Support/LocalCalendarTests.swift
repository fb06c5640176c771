import AgentRuntime
import Testing

@Suite struct LocalCalendarTests {
    @Test(arguments: [
        ("2026-11-24", 570, "2026-11-24T08:30:00.000Z"), ("2026-07-01", 570, "2026-07-01T07:30:00.000Z"),
        ("2026-03-29", 480, "2026-03-29T06:00:00.000Z"), ("2026-03-29", 90, "2026-03-29T00:30:00.000Z"),
        ("2026-10-25", 480, "2026-10-25T07:00:00.000Z"),
        ("2027-01-01", 0, "2026-12-31T23:00:00.000Z"),
    ])
    func clocksInRomeAreTurnedIntoInstantsAndBack(_ day: String, _ minute: Int, _ instant: String) throws {
        let calendar = try #require(LocalCalendar("Europe/Rome"))
        let date = try #require(CalendarDate(day))
        #expect(calendar.instant(date, minute: minute).description == instant)
        let local = calendar.local(calendar.instant(date, minute: minute))
        #expect(local.date == date)
        #expect(local.minute == minute)
    }

    @Test func daysFollowEachOther() throws {
        let date = try #require(CalendarDate("2028-02-28"))
        #expect(date.weekday == .monday)
        #expect(date.advanced(by: 1).description == "2028-02-29")
        #expect(date.advanced(by: 2).description == "2028-03-01")
        #expect(date.advanced(by: -59).description == "2027-12-31")
        #expect(CalendarDate(daysSinceEpoch: 0).weekday == .thursday)
        #expect(CalendarDate(daysSinceEpoch: -4).weekday == .sunday)
        #expect(CalendarDate(daysSinceEpoch: -1).description == "1969-12-31")
    }

    @Test func aZoneThatDoesNotExistIsRefused() {
        #expect(LocalCalendar("Europe/Atlantide") == nil)
    }
}
