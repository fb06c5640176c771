import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite struct BookingSchemaTests {
    @Test func everySchemaAgreesWithItsArguments() async throws {
        for tool in try await BookingFixture().toolset.tools { try tool.verifySchema() }
    }

    @Test func onlyWhatTakesASlotOrGivesItBackIsAWrite() async throws {
        let desk = try await BookingFixture()
        let writes = desk.toolset.tools.map(\.definition).filter { $0.effect == .write }.map(\.name)
        #expect(desk.toolset.tools.count == 5)
        #expect(writes == ["reserve_slot", "confirm_booking", "cancel_booking"])
    }
}
