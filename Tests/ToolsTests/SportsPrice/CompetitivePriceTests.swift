import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite struct CompetitivePriceTests {
    private static func tool(region: JSONValue = "Lombardia") async throws -> ToolFixture {
        try await ToolFixture(
            SportsPriceKind(),
            named: "get_competitive_pricing",
            settings: [
                "visit": "competitive", "region": region, "sports": "data/sports.yaml",
                "prices": "data/sports_prices.yaml",
            ]
        )
    }

    private static func arguments(_ changes: [String: JSONValue] = [:], without left: String? = nil) -> JSONValue {
        let standard: [String: JSONValue] = ["age": 13, "gender": "F", "sport": "pallavolo", "region": "Monza"]
        return .object(standard.merging(changes) { $1 }.filter { $0.key != left })
    }

    @Test func aGirlOfThirteenWhoPlaysVolleyballInMonza() async throws {
        let result = try await Self.tool().call(Self.arguments())
        #expect(
            result.content == [
                "success": true, "price": "52,00 €", "price_cents": 5200, "visit_type": "B1", "age": 13, "gender": "F",
                "sport": "pallavolo", "region": "Lombardia",
            ]
        )
    }

    @Test(arguments: [
        ("Lombardia", 5200), ("lombardia", 5200), ("LOMBARDIA", 5200), ("Monza", 5200), ("Regione Lombardia", 5200),
        ("Piemonte", 4950), ("PIEMONTE", 4950), ("Torino", 4950),
    ])
    func theRegionTheMessageNamesCounts(_ region: String, _ cents: Int) async throws {
        let result = try await Self.tool().call(Self.arguments(["region": .string(region)]))
        #expect(result.content["price_cents"] == .integer(cents))
    }

    @Test(arguments: [("Lombardia", 5200), ("piemonte", 4950)])
    func withoutARegionThatOfTheSettingsCounts(_ region: String, _ cents: Int) async throws {
        let tool = try await Self.tool(region: .string(region))
        for arguments in [
            Self.arguments(without: "region"), Self.arguments(["region": nil]), Self.arguments(["region": " "]),
        ] {
            #expect(try await tool.call(arguments).content["price_cents"] == .integer(cents))
        }
    }

    @Test func withoutARegionInTheSettingsTheToolsOwnCounts() async throws {
        let piemonte = Region(id: RegionID(rawValue: "piemonte"), name: "Piemonte")
        let settings: JSONValue = [
            "visit": "competitive", "sports": "data/sports.yaml", "prices": "data/sports_prices.yaml",
        ]
        let tool = try await ToolFixture(SportsPriceKind(), settings: settings, region: piemonte)
        #expect(try await tool.call(Self.arguments(without: "region")).content["price_cents"] == 4950)
    }

    @Test(arguments: [
        (17, "B1", 5200), (18, "B1", 6400), (39, "B1", 6400), (40, "B1", 8200), (0, "B1", 5200), (110, "B1", 8200),
    ])
    func thePriceChangesWithTheAgeAtItsBorders(_ age: Int, _ visit: String, _ cents: Int) async throws {
        let result = try await Self.tool().call(Self.arguments(["age": .integer(age)]))
        #expect(result.content["price_cents"] == .integer(cents))
        #expect(result.content["visit_type"] == .string(visit))
    }

    @Test(arguments: [("volley", "pallavolo", "B1"), ("Boxe", "pugilato", "B3"), ("kart", "automobilismo", "A3")])
    func anotherNameOfTheSportGivesItsOfficialOne(_ name: String, _ sport: String, _ visit: String) async throws {
        let result = try await Self.tool().call(Self.arguments(["sport": .string(name)]))
        #expect(result.content["sport"] == .string(sport))
        #expect(result.content["visit_type"] == .string(visit))
    }

    @Test(arguments: [
        ("danza", ["danza sportiva", "danza artistica"]),
        ("pattinaggio", ["pattinaggio artistico", "pattinaggio di velocità"]), ("sci", ["sci alpino", "sci di fondo"]),
        ("ginnastica", ["ginnastica artistica", "ginnastica ritmica"]),
    ])
    func anAmbiguousSportIsAskedAbout(_ name: String, _ sports: [String]) async throws {
        let tool = try await Self.tool()
        let failure = await #expect(throws: ToolFailure.self) {
            _ = try await tool.call(Self.arguments(["sport": .string(name)]))
        }
        let reason = try #require(failure?.reason)
        #expect(reason.contains("Ask which"))
        for sport in sports { #expect(reason.contains(sport)) }
    }

    @Test(arguments: [("palavolo", "pallavolo"), ("xyzzy", "another name"), ("", "another name")])
    func anUnknownSportNamesWhatIsClose(_ name: String, _ close: String) async throws {
        let tool = try await Self.tool()
        let failure = await #expect(throws: ToolFailure.self) {
            _ = try await tool.call(Self.arguments(["sport": .string(name)]))
        }
        #expect(failure?.reason.contains(close) == true)
    }

    @Test func anUnknownPlaceNamesTheRegionsThatHavePrices() async throws {
        let tool = try await Self.tool()
        let failure = await #expect(throws: ToolFailure.self) {
            _ = try await tool.call(Self.arguments(["region": "Palermo"]))
        }
        let reason = try #require(failure?.reason)
        #expect(reason.contains("Palermo") && reason.contains("Lombardia, Piemonte"))
    }

    @Test(
        arguments: [["age": -1], ["age": 121], ["age": "tredici"], ["gender": "X"], ["sport": 4.5], ["peso": 50]]
            as [[String: JSONValue]]
    )
    func whatTheSchemaForbidsNeverRuns(_ changes: [String: JSONValue]) async throws {
        let tool = try await Self.tool()
        await #expect(throws: JSONSchema.Violation.self) { _ = try await tool.call(Self.arguments(changes)) }
    }

    @Test func theArgumentsAgreeWithTheSchema() async throws {
        let tool = try await Self.tool().tool
        try tool.verifySchema()
        #expect(tool.definition.parameters.required == ["age", "gender", "sport"])
        #expect(tool.definition.parameters.properties["gender"]?.json["enum"] == ["M", "F"])
        #expect(tool.definition.effect == .read)
    }
}
