import AgentRuntime
import AgentTesting
import Foundation
import Testing

@testable import Tools

@Suite struct NonCompetitivePriceTests {
    private static func tool(region: String = "Lombardia") async throws -> ToolFixture {
        try await ToolFixture(
            SportsPriceKind(),
            named: "get_price_non_agonistic_visit",
            settings: ["visit": "non_competitive", "region": .string(region), "prices": "data/sports_prices.yaml"]
        )
    }

    @Test(arguments: [
        ("Lombardia", false, 4800, "48,00 €"), ("lombardia", true, 8500, "85,00 €"),
        ("PIEMONTE", false, 4550, "45,50 €"),
        ("Piemonte", true, 8000, "80,00 €"),
    ])
    func thePriceDependsOnRegionAndStressTest(_ region: String, _ ecg: Bool, _ cents: Int, _ price: String) async throws
    {
        let result = try await Self.tool(region: region).call(["ecg_under_stress": .bool(ecg)])
        #expect(
            result.content == [
                "success": true, "price": .string(price), "price_cents": .integer(cents),
                "ecg_under_stress": .bool(ecg),
                "region": .string(region.capitalized),
            ]
        )
    }

    @Test(arguments: [[:], ["ecg_under_stress": nil], ["ecg_under_stress": "forse"]] as [JSONValue])
    func theStressTestMustBeAskedFor(_ arguments: JSONValue) async throws {
        let tool = try await Self.tool()
        await #expect(throws: JSONSchema.Violation.self) { _ = try await tool.call(arguments) }
    }

    @Test func theArgumentsAgreeWithTheSchema() async throws {
        let tool = try await Self.tool().tool
        try tool.verifySchema()
        #expect(tool.definition.parameters.required == ["ecg_under_stress"])
        #expect(tool.definition.effect == .read)
    }
}
