import AgentRuntime
import Testing

@testable import Tools

@Suite struct BookingSettingsTests {
    private static let documents: JSONValue = ["services": "s", "centres": "c"]

    @Test func whatIsLeftOutHasItsDefault() throws {
        let settings = try Self.documents.decoded(as: BookingSettings.self)
        #expect(settings.region == nil)
        #expect(settings.hold == .seconds(900))
        #expect(settings.leadTime == .zero)
        #expect(settings.horizon == .seconds(28 * 86_400))
        #expect(settings.occupancy == 65)
    }

    @Test(
        arguments: [
            ("hold", "10s"), ("hold", "25h"), ("lead_time", "28d"), ("horizon", "1h"), ("horizon", "366d"),
            ("occupancy", 101),
            ("occupancy", -1), ("hold", "presto"),
        ] as [(String, JSONValue)]
    )
    func whatCannotWorkIsRefused(_ key: String, _ value: JSONValue) throws {
        let settings = JSONValue.object((Self.documents.object ?? [:]).merging([key: value]) { $1 })
        #expect(throws: DecodingError.self) { _ = try settings.decoded(as: BookingSettings.self) }
    }

    @Test func theRegionOfTheSettingsCounts() async throws {
        let desk = try await BookingFixture(settings: ["region": "Piemonte"])
        let options = try await desk.options(SessionID())
        #expect(Set(options.compactMap { $0["centre"]?.string }) == ["Centro Vigna Rossa"])
    }

    @Test func aRegionWithoutCentresStopsTheStart() async throws {
        let error = await #expect(throws: BookingDataError.self) {
            _ = try await BookingFixture(settings: ["region": "veneto"])
        }
        #expect(error?.description.contains("data/centres.yaml") == true)
        #expect(error?.description.contains("lombardia, piemonte") == true)
    }

    @Test(arguments: [
        ("services.yaml", "INV-2", "INV-1", "INV-1"), ("centres.yaml", "id: beta", "id: alfa", "alfa"),
        ("services.yaml", "category: ", "category: non-", "categor"),
    ])
    func dataThatContradictsItselfStopsTheStart(_ file: String, _ old: String, _ new: String, _ named: String)
        async throws
    {
        var documents = InventedDocuments.clinic
        documents.texts[file] = documents.texts[file]?.replacing(old, with: new)
        let changed = documents
        let error = await #expect(throws: BookingDataError.self) { _ = try await BookingFixture(documents: changed) }
        #expect(error?.reason.contains(named) == true)
    }

    @Test(arguments: [
        ("centres.yaml", "09:00-11:00", "11:00-09:00"), ("centres.yaml", "09:00-11:00", "9-11"),
        ("centres.yaml", "monday", "lunedi"), ("centres.yaml", "2026-11-25", "2026-11-31"),
        ("services.yaml", "minutes: 30", "minutes: 0"), ("services.yaml", "price_cents: 5200", "price_cents: -1"),
    ])
    func aValueThatMakesNoSenseStopsTheStart(_ file: String, _ old: String, _ new: String) async throws {
        var documents = InventedDocuments.clinic
        documents.texts[file] = documents.texts[file]?.replacing(old, with: new)
        let changed = documents
        await #expect(throws: DecodingError.self) { _ = try await BookingFixture(documents: changed) }
    }
}
