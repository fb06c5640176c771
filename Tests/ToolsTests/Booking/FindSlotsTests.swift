import AgentRuntime
import Testing

@testable import Tools

@Suite struct FindSlotsTests {
    private func times(_ options: [JSONValue]) -> [String] {
        options.map { option in
            let centre = option["centre"]?.string?.split(separator: " ").dropFirst().first ?? ""
            return [option["date"]?.string ?? "", option["time"]?.string ?? "", String(centre)].joined(separator: " ")
        }
    }

    @Test func theFirstOptionsAreFromTomorrowInOpeningHoursAndOnOpenDays() async throws {
        let desk = try await BookingFixture()
        let options = try await desk.options(SessionID())
        #expect(
            self.times(options) == [
                "2026-11-24 9:00 Nuvola", "2026-11-24 10:30 Nuvola", "2026-11-24 14:00 Girino",
                "2026-11-24 14:30 Girino",
                "2026-11-30 9:00 Nuvola", "2026-11-30 10:30 Nuvola",
            ]
        )
    }

    @Test func todayIsOfferedOnlyWhenAskedForAndOnlyWhatIsStillToCome() async throws {
        let desk = try await BookingFixture()
        let options = try await desk.options(SessionID(), ["from_date": "2026-11-23", "place": "Nuvola Verde"])
        #expect(self.times(options).prefix(2) == ["2026-11-23 10:00 Nuvola", "2026-11-23 17:00 Nuvola"])
    }

    @Test func nothingIsOfferedOrHeldWithinTheLeadTime() async throws {
        let desk = try await BookingFixture(settings: ["lead_time": "24h"])
        let session = SessionID()
        let options = try await desk.options(session, ["from_date": "2026-11-23"])
        #expect(self.times(options).first == "2026-11-24 10:00 Nuvola")
        await #expect(throws: BookingRefusal.tooSoon) {
            try await desk.call(
                "reserve_slot",
                ["option": "o1"],
                session: session,
                now: BookingFixture.monday + .seconds(1)
            )
        }
        _ = try await desk.call("reserve_slot", ["option": "o1"], session: session)
    }

    @Test(
        arguments: [
            ("mattina", ["9:00", "10:00"]), ("pomeriggio", ["14:00", "14:30", "17:00", "17:30"]),
            ("sera", ["17:00", "17:30"]),
        ] as [(String, [String])]
    )
    func thePartOfTheDayIsRespected(_ preference: String, _ expected: [String]) async throws {
        let desk = try await BookingFixture()
        let options = try await desk.options(SessionID(), ["time_preference": .string(preference)])
        #expect(Set(options.compactMap { $0["time"]?.string }) == Set(expected))
    }

    @Test(
        arguments: [
            ("Milano", ["Milano", "Rozzano"]), ("a MILANO città", ["Milano", "Rozzano"]), ("Corsico", ["Milano"]),
            ("sesto", ["Milano"]), ("zona Opera", ["Rozzano"]), ("girino azzurro", ["Rozzano"]),
            ("Centro Nuvola Verde", ["Milano"]),
            ("MI", ["Milano", "Rozzano"]), ("Lombardia", ["Milano", "Rozzano"]), ("", ["Milano", "Rozzano"]),
            ("Torino", []),
            ("Piemonte", []), ("Mil", []),
        ] as [(String, [String])]
    )
    func aPlaceIsTakenAsPeopleSayIt(_ place: String, _ cities: [String]) async throws {
        let desk = try await BookingFixture()
        let options = try await desk.options(SessionID(), ["place": .string(place)])
        let found = options.compactMap { $0["address"]?.string }.compactMap { $0.split(separator: " ").last }
        #expect(Set(found.map(String.init)) == Set(cities))
    }

    @Test func aPlaceWithoutACentreIsAnsweredWithThoseThereAre() async throws {
        let desk = try await BookingFixture()
        let result = try await desk.call("find_slots", ["service": "INV-2", "place": "Rozzano"], session: SessionID())
        #expect(result.content["options"] == [])
        #expect(result.content["available_in"] == [["centre": "Centro Nuvola Verde", "city": "Milano"]])
        #expect(result.instruction != nil)
    }

    @Test func aServiceIsNamedByKeyCodeOrName() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let expected = try await desk.options(session)
        _ = try await desk.call("search_health_services", ["query": "visita inventata"], session: session)
        for service in ["s1", "S1", "inv-1", "VISITA inventàta"] {
            #expect(try await desk.options(session, ["service": .string(service)]) == expected)
        }
        for service in ["s2", "s0", "INV-3", "visita"] {
            await #expect(throws: BookingRefusal.unknownService) {
                try await desk.options(session, ["service": .string(service)])
            }
        }
    }

    @Test func aDateOutsideWhatCanBeBookedIsExplained() async throws {
        let desk = try await BookingFixture(settings: ["horizon": "7d"])
        let today = try #require(CalendarDate("2026-11-23"))
        await #expect(throws: BookingRefusal.past(today: today)) {
            try await desk.options(SessionID(), ["from_date": "2026-11-22"])
        }
        await #expect(throws: BookingRefusal.beyond(today.advanced(by: 7))) {
            try await desk.options(SessionID(), ["from_date": "2026-12-01"])
        }
        await #expect(throws: JSONSchema.Violation.self) {
            try await desk.options(SessionID(), ["from_date": "domani"])
        }
    }

    @Test func nothingFreeSaysWhatToTry() async throws {
        let desk = try await BookingFixture(settings: ["occupancy": 100])
        let result = try await desk.call(
            "find_slots",
            ["service": "INV-1", "place": "Corsico", "time_preference": "sera"],
            session: SessionID()
        )
        #expect(result.content["options"] == [])
        #expect(result.content["reason"] == "Nessun orario libero fino a lunedì 21 dicembre 2026.")
        #expect(result.content["try"] == ["un'altra fascia oraria", "un'altra città", "una data di inizio più vicina"])
    }

    @Test func aSlotThatIsHeldOrBookedIsNotOffered() async throws {
        let desk = try await BookingFixture()
        let session = SessionID()
        let first = try #require(try await desk.options(session).first)
        let key = try await desk.hold(session)
        #expect(try await !self.times(desk.options(SessionID())).contains(self.times([first])[0]))
        _ = try await desk.confirm(key, session: session)
        let later = BookingFixture.monday + .seconds(7200)
        #expect(try await !self.times(desk.options(SessionID(), now: later)).contains(self.times([first])[0]))
    }

    @Test func theAgendaIsTheSameEveryTimeAndAboutAsFullAsItShouldBe() async throws {
        let calendar = try #require(LocalCalendar("Europe/Rome"))
        let documents = InventedDocuments.clinic
        let service = try #require(try documents.read([HealthService].self, at: "services.yaml")[0].first)
        let centre = try #require(try documents.read([Centre].self, at: "centres.yaml")[0].first)
        let monday = try #require(CalendarDate("2026-11-23"))
        func free(_ occupancy: Int) -> [Timestamp] {
            let plan = AgendaPlan(calendar: calendar, occupancy: occupancy)
            return (0..<700).flatMap { plan.times(of: service, at: centre, on: monday.advanced(by: $0)) }.map(\.start)
        }
        #expect(free(65) == free(65))
        let all = free(0)
        #expect(Set(free(65)).isSubset(of: all))
        #expect((0.30...0.40).contains(Double(free(65).count) / Double(all.count)))
        #expect(free(100).isEmpty)
    }
}
