import Testing

@testable import AgentRuntime

@Suite("What the offline model reads in a sentence")
struct OfflineReadingTests {
    /// Monday 23 November 2026.
    static let today = CalendarDate("2026-11-23") ?? CalendarDate(daysSinceEpoch: 0)

    private func dates(_ text: String, _ language: OfflineLanguage = .italian) -> OfflineDates {
        OfflineDates(text: OfflineText(text), clock: language.clock, today: Self.today)
    }

    @Test("words come without case and accents, and clauses end at marks before a blank")
    func words() {
        let text = OfflineText("Perché no? Alle 9.30, L'Età è «13»\ne l’e\u{301}ta\u{300}")
        #expect(
            text.words.map(\.folded) == [
                "perche", "no", "alle", "9", "30", "l", "eta", "e", "13", "e", "l", "eta",
            ]
        )
        #expect(text.words.indices.filter(text.endsClause) == [1, 4, 8, 11])
        #expect(text.words.indices.filter(text.endsSentence) == [1, 8])
        #expect(text.excerpt(5..<7) == "L'Età")
        #expect(text.hasQuestionMark)
        #expect(OfflineText("").words.isEmpty)
        #expect(OfflineText("👍🏽 ?!").words.isEmpty)
    }

    @Test(
        "forms of a word share a stem",
        arguments: [
            ("visita", "visite"), ("prenotare", "prenotazione"), ("costa", "costo"), ("orario", "orari"),
            ("referto", "referti"), ("price", "prices"), ("esame", "esami"), ("agonistica", "agonistico"),
        ]
    )
    func stems(_ left: String, _ right: String) {
        #expect(OfflineText.stem(of: left) == OfflineText.stem(of: right))
    }

    @Test(
        "numbers are read in words",
        arguments: [
            ("zero", 0), ("tredici", 13), ("ventuno", 21), ("ventotto", 28), ("trentatre", 33), ("cento", 100),
            ("centoventi", 120), ("novantuno", 91), ("mille", 1000), ("millenovecentonovantuno", 1991),
            ("duemilacinque", 2005),
        ]
    )
    func italianNumbers(_ word: String, _ value: Int) {
        #expect(OfflineItalianNumbers.value(of: word) == value)
    }

    @Test(
        "other words are no numbers",
        arguments: ["", "ventaglio", "centro", "milano", "trentino", "ottone", "tre mila"]
    )
    func noNumbers(_ word: String) {
        #expect(OfflineItalianNumbers.value(of: word) == nil)
    }

    @Test(
        "days to come are found however they are said",
        arguments: [
            ("da domani", "2026-11-24"), ("dopodomani", "2026-11-25"), ("il 3 dicembre", "2026-12-03"),
            ("3/12", "2026-12-03"), ("03.12.26", "2026-12-03"), ("2026-12-03", "2026-12-03"),
            ("lunedì", "2026-11-30"), ("mercoledì prossimo", "2026-11-25"), ("la prossima settimana", "2026-11-30"),
            ("il mese prossimo", "2026-12-01"), ("tra due settimane", "2026-12-07"), ("il primo gennaio", "2027-01-01"),
            ("dal 2", "2026-12-02"), ("il 24 novembre alle 9:30", "2026-11-24"), ("tre marzo", "2027-03-03"),
        ]
    )
    func days(_ text: String, _ day: String) {
        #expect(self.dates(text).days().map(\.value.description) == [day])
    }

    @Test(
        "birthdays need their year",
        arguments: [
            ("tre marzo novantuno", "1991-03-03"), ("3/3/91", "1991-03-03"), ("il 12 maggio del 2010", "2010-05-12"),
            ("primo di aprile millenovecentosettanta", "1970-04-01"), ("3 marzo", nil), ("domani", nil),
            ("24/11/2026", nil), ("31/2/1990", nil),
        ]
    )
    func birthdays(_ text: String, _ day: String?) {
        #expect(self.dates(text).days(inPast: true).first?.value.description == day)
    }

    @Test(
        "times are found however they are said",
        arguments: [
            ("quello delle 9:30", 570), ("alle 9.30", 570), ("alle nove e mezza", 570), ("alle 15", 900),
            ("alle dieci e un quarto", 615), ("alle 8 e 20", 500), ("a mezzogiorno", 720),
        ]
    )
    func times(_ text: String, _ minute: Int) {
        #expect(self.dates(text).times().map(\.value) == [minute])
    }

    @Test("English is read as well")
    func english() {
        #expect(self.dates("March 3, 1991", .english).days(inPast: true).map(\.value.description) == ["1991-03-03"])
        #expect(self.dates("in two weeks", .english).days().map(\.value.description) == ["2026-12-07"])
        #expect(self.dates("next week", .english).days().map(\.value.description) == ["2026-11-30"])
        #expect(self.dates("at 3:15 pm", .english).times().map(\.value) == [915])
        #expect(OfflineText("twenty one").number(at: 0, OfflineLanguage.english.clock)?.value == 21)
    }

    @Test("a date is no time and a time no date")
    func neither() {
        #expect(self.dates("3.3.1991").times().isEmpty)
        #expect(self.dates("alle 9.30").days().isEmpty)
        #expect(self.dates("ho 13 anni").days().isEmpty)
    }
}
