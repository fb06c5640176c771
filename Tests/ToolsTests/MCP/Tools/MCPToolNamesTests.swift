import AgentRuntime
import Testing

@testable import Tools

@Suite struct MCPToolNamesTests {
    @Test func namesThatModelsAcceptStayAndOthersAreMappedAlwaysTheSameWay() {
        let long = String(repeating: "ab", count: 50)
        let names = MCPToolNames.names(for: ["read_query", "files/list", "è.bello", long], prefix: nil)
        #expect(names["read_query"] == "read_query")
        #expect(names["files/list"] == "files_list")
        #expect(names["è.bello"] == "__bello")
        #expect(names[long]?.count == 64)
        #expect(names[long] == MCPToolNames.names(for: [long], prefix: nil)[long])
        #expect(names.values.allSatisfy(ToolName.isAllowed))
    }

    @Test func namesThatWouldBeTheSameAreToldApartInAnyOrder() {
        let one = MCPToolNames.names(for: ["a.b", "a/b", "a_b"], prefix: nil)
        #expect(one["a_b"] == "a_b")
        #expect(Set(one.values).count == 3)
        #expect(one == MCPToolNames.names(for: ["a_b", "a/b", "a.b"], prefix: nil))
    }

    @Test func aPrefixGoesBeforeEach() {
        #expect(MCPToolNames.names(for: ["now", "x.y"], prefix: "time") == ["now": "time_now", "x.y": "time_x_y"])
    }
}
