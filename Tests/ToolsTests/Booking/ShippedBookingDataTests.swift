import AgentRuntime
import Testing

@testable import Tools

/// The catalogue as it ships, asked as patients ask.
@Suite struct ShippedBookingDataTests {
    private func names(_ query: String, region: Region = BookingFixture.lombardia) async throws -> [String] {
        let desk = try await BookingFixture(region: region, documents: ShippedDocuments())
        let result = try await desk.call("search_health_services", ["query": .string(query)], session: SessionID())
        return try #require(result.content["services"]?.array).compactMap { $0["name"]?.string }
    }

    @Test(arguments: [
        ("lastra alla caviglia destra", "RX caviglia destra"), ("rx caviglia dx", "RX caviglia destra"),
        ("dentista", "Visita odontoiatrica (prima visita)"), ("eco addome completo", "Ecografia addome completo"),
        ("risonanza al ginocchio sinistro", "RM ginocchio sinistro"), ("ecocardiografia", "Ecocardiogramma"),
        ("pulizia dei denti", "Igiene orale"), ("fisioterapia", "Seduta di fisioterapia individuale"),
        ("mammografia", "Mammografia bilaterale"), ("prenotare una mammografia", "Mammografia bilaterale"),
        ("orari liberi e prezzo della mammografia", "Mammografia bilaterale"),
    ])
    func theFirstServiceFoundIsTheOneMeant(_ query: String, _ name: String) async throws {
        #expect(try await self.names(query).first == name)
    }

    @Test(arguments: [
        ("cardiologo", "cardiologica"), ("visita dal cardiologo", "cardiologica"), ("dermatologa", "dermatologica"),
        ("oculista", "oculistica"), ("visita ortopedica", "ortopedica"), ("dietologo", "dietologica"),
    ])
    func aProfessionFindsFirstVisitAndCheck(_ query: String, _ adjective: String) async throws {
        let names = try await self.names(query)
        #expect(names.prefix(2).contains("Visita \(adjective) (prima visita)"))
        #expect(names.prefix(2).contains("Visita \(adjective) (controllo)"))
    }

    @Test(arguments: ["pizza margherita", "xyzzy", "di la per", "", "cambio gomme"])
    func whatIsNotInTheCatalogueIsNotFound(_ query: String) async throws {
        #expect(try await self.names(query).isEmpty)
    }

    @Test(arguments: [
        "visita sportiva", "Visita medico-sportiva", "certificato per la palestra", "visita agonistica per calcio",
        "sport",
        "certificato medico sportivo non agonistico",
    ])
    func sportsVisitsAreLeftToThePriceTool(_ query: String) async throws {
        let desk = try await BookingFixture(documents: ShippedDocuments())
        let result = try await desk.call("search_health_services", ["query": .string(query)], session: SessionID())
        #expect(result.content["services"] == [])
        #expect(result.instruction?.contains("strumento dei prezzi") == true)
    }

    @Test(arguments: [
        "esame del sangue", "analisi del sangue", "emocromo", "prelievo", "esami di laboratorio", "analisi",
    ])
    func laboratoryTestsAreNotMistakenForSomethingElse(_ query: String) async throws {
        let desk = try await BookingFixture(documents: ShippedDocuments())
        let result = try await desk.call("search_health_services", ["query": .string(query)], session: SessionID())
        #expect(result.content["services"] == [])
        #expect(result.content["reason"] == "Gli esami di laboratorio non si prenotano in chat.")
    }

    @Test(arguments: [BookingFixture.lombardia, BookingFixture.piemonte])
    func everyServiceIsFoundByItsNameAndHasFreeSlots(_ region: Region) async throws {
        let desk = try await BookingFixture(region: region, settings: ["occupancy": 65], documents: ShippedDocuments())
        let services = try ShippedDocuments().read(
            [HealthService].self,
            at: "\(ShippedDocuments.folder)/data/services.yaml"
        )
        let session = SessionID()
        for service in services.joined() {
            let found = try await desk.call(
                "search_health_services",
                ["query": .string(service.name)],
                session: session
            )
            let first = try #require(found.content["services"]?[0], "\(service.name)")
            #expect(first["name"] == .string(service.name))
            let options = try await desk.options(session, ["service": first["key"] ?? .null])
            #expect(options.count > 1, "\(service.name)")
        }
    }

    @Test func milanoMeansItsOwnCentreAndTheOneNearby() async throws {
        let desk = try await BookingFixture(documents: ShippedDocuments())
        let options = try await desk.options(SessionID(), ["service": "VIS-001", "place": "Milano"])
        #expect(
            Set(options.compactMap { $0["centre"]?.string }) == ["Centro Naviglio Verde", "Centro Girasole Azzurro"]
        )
    }

    @Test func anotherRegionsCentresAreNeverOffered() async throws {
        let desk = try await BookingFixture(region: BookingFixture.piemonte, documents: ShippedDocuments())
        #expect(try await desk.options(SessionID(), ["service": "VIS-001", "place": "Milano"]).isEmpty)
        let options = try await desk.options(SessionID(), ["service": "VIS-001"])
        let centres = Set(options.compactMap { $0["centre"]?.string })
        #expect(centres.isSubset(of: ["Centro Collina di Giada", "Centro Risaia Celeste"]))
    }
}
