import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite struct BookingSchemaTests {
    @Test func everySchemaAgreesWithItsArguments() async throws {
        for tool in try await BookingFixture().toolset.tools { try tool.verifySchema() }
    }

    @Test func placesAreThoseOfTheRegion() async throws {
        for (region, cities) in [
            (BookingFixture.lombardia, ["Milano", "Rozzano"]), (BookingFixture.piemonte, ["Torino"]),
        ] {
            let desk = try await BookingFixture(region: region)
            let place = try desk.tool("find_slots").definition.parameters.properties["place"]
            #expect(place?.json["examples"] == .array(cities.map { .string($0) }))
        }
    }

    @Test func onlyWhatTakesASlotOrGivesItBackIsAWrite() async throws {
        let desk = try await BookingFixture()
        let writes = desk.toolset.tools.map(\.definition).filter { $0.effect == .write }.map(\.name)
        #expect(desk.toolset.tools.count == 6)
        #expect(writes == ["reserve_slot", "confirm_booking", "cancel_booking", "cancel_and_restart"])
    }
}
