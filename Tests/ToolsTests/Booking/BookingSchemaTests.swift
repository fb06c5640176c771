import AgentRuntime
import Testing

@testable import Tools

@Suite struct BookingSchemaTests {
    private static let samples: [String: JSONValue] = [
        "birth_date": "1991-03-03", "from_date": "2026-11-23", "time_preference": "sera",
    ]

    @Test func everySchemaAgreesWithItsArguments() async throws {
        func check<T: Tool>(_ tool: T) throws {
            let schema = tool.definition.parameters
            let full = schema.properties.keys.reduce(into: [String: JSONValue]()) { $0[$1] = Self.samples[$1] ?? "x" }
            let arguments: T.Arguments = try schema.validated(.object(full)).decoded()
            #expect(Mirror(reflecting: arguments).children.count == full.count)
            for child in Mirror(reflecting: arguments).children {
                #expect("\(child.value)" != "nil", "\(tool.definition.name) does not read \(child.label ?? "")")
            }
            for name in full.keys {
                let fewer = JSONValue.object(full.filter { $0.key != name })
                if schema.required.contains(name) {
                    #expect(throws: (any Error).self) { _ = try fewer.decoded(as: T.Arguments.self) }
                } else {
                    #expect(throws: Never.self) { _ = try fewer.decoded(as: T.Arguments.self) }
                }
            }
        }
        let desk = try await BookingFixture()
        for tool in desk.toolset.tools { try check(tool) }
    }

    @Test func onlyWhatTakesASlotOrGivesItBackIsAWrite() async throws {
        let desk = try await BookingFixture()
        let writes = desk.toolset.tools.map(\.definition).filter { $0.effect == .write }.map(\.name)
        #expect(desk.toolset.tools.count == 5)
        #expect(writes == ["reserve_slot", "confirm_booking", "cancel_booking"])
    }
}
