import AgentRuntime
import Testing

@testable import Tools

@Suite struct BookingWordsTests {
    @Test func wordsAreItalian() throws {
        #expect(BookingWords.day(try #require(CalendarDate("2026-12-01"))) == "martedì primo dicembre 2026")
        #expect(BookingWords.time(9 * 60 + 5) == "9:05")
        #expect(BookingWords.price(5200) == "52,00 €")
        #expect(BookingWords.price(7) == "0,07 €")
        #expect(BookingWords.price(100_000) == "1.000,00 €")
    }
}
