import AgentRuntime
import Testing

@testable import Tools

/// What stops the start.
@Suite struct SportsPriceKindTests {
    private static let prices = """
        agonistic:
          - { region: luna, visit: Z9, minimum_age: 0, maximum_age: 30, price_cents: 100 }
        non_agonistic:
          - { region: luna, ecg_under_stress: false, price_cents: 100 }
        provinces: {}
        """

    private static func make(
        _ settings: [String: JSONValue],
        sports: [String] = ["- { sport: lancio del sasso, aliases: [], visit: Z9 }"],
        prices: [String] = [Self.prices]
    ) async throws -> ToolFixture {
        let standard: [String: JSONValue] = [
            "visit": "competitive", "region": "Luna", "sports": "/invented/sports", "prices": "/invented/prices",
        ]
        return try await ToolFixture(
            SportsPriceKind(),
            named: "frottole",
            settings: .object(standard.merging(settings) { $1 }),
            invented: ["/invented/sports": sports, "/invented/prices": prices]
        )
    }

    @Test func aRegionWithoutPricesIsRefused() async throws {
        let error = await #expect(throws: ToolDataError.self) { _ = try await Self.make(["region": "marte"]) }
        let reason = try #require(error?.description)
        #expect(reason.contains("frottole") && reason.contains("/invented/prices") && reason.contains("\"marte\""))
        #expect(reason.contains("luna"))
    }

    @Test func noPricesAreRefused() async throws {
        let error = await #expect(throws: ToolDataError.self) { _ = try await Self.make([:], prices: []) }
        #expect(error?.description.contains("/invented/prices") == true)
    }

    @Test(arguments: [[], ["[]"]])
    func noSportsAreRefused(_ files: [String]) async throws {
        let error = await #expect(throws: ToolDataError.self) { _ = try await Self.make([:], sports: files) }
        #expect(error?.description.contains("/invented/sports") == true)
    }

    @Test func aCompetitiveVisitNeedsItsSports() async throws {
        let error = await #expect(throws: ToolDataError.self) { _ = try await Self.make(["sports": nil]) }
        #expect(error?.description.contains("sports") == true)
    }

    @Test func aNonCompetitiveVisitNeedsBothPrices() async throws {
        let error = await #expect(throws: ToolDataError.self) { _ = try await Self.make(["visit": "non_competitive"]) }
        let reason = try #require(error?.description)
        #expect(reason.contains("/invented/prices") && reason.contains("stress"))
    }

    @Test func aVisitThatDoesNotExistIsRefused() async throws {
        await #expect(throws: DecodingError.self) { _ = try await Self.make(["visit": "casual"]) }
    }

    @Test func anAgeWithoutAPriceIsAFailureThatSaysSo() async throws {
        let tool = try await Self.make([:])
        let failure = await #expect(throws: ToolFailure.self) {
            _ = try await tool.call(["age": 31, "gender": "M", "sport": "lancio del sasso"])
        }
        let reason = try #require(failure?.reason)
        #expect(reason.contains("lancio del sasso") && reason.contains("31") && reason.contains("Luna"))
    }

    @Test func theCatalogueListsTheEmbeddedKinds() {
        #expect(Set(ToolCatalogue.embedded.names).isSuperset(of: ["booking", "knowledge_base", "sports_price"]))
    }
}
