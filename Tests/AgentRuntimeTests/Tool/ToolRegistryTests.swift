import AgentRuntime
import AgentTesting
import Testing

@Suite struct ToolRegistryTests {
    private static func tool(_ name: String, prefix: String? = nil) -> RegisteredTool {
        RegisteredTool(MockTool(name, returns: .string(prefix ?? "own")), prefixOnCollision: prefix)
    }

    @Test func aNameFromElsewhereGivesWayToOurs() throws {
        let registry = try ToolRegistry([
            Self.tool("search", prefix: "crm"), Self.tool("search"), Self.tool("add", prefix: "crm"),
        ])
        #expect(registry.definitions.map(\.name) == ["add", "crm_search", "search"])
        #expect(registry["search"]?.prefixOnCollision == nil)
    }

    @Test func twoFromElsewhereBothGiveWayInAnyOrder() throws {
        let tools = [Self.tool("search", prefix: "a"), Self.tool("search", prefix: "b")]
        for order in [tools, tools.reversed()] {
            let registry = try ToolRegistry(order)
            #expect(registry.definitions.map(\.name) == ["a_search", "b_search"])
            #expect(registry["a_search"]?.prefixOnCollision == "a")
        }
    }

    @Test func twoOfOursAreAMistake() {
        #expect(throws: ToolRegistryError.duplicateName("search")) {
            try ToolRegistry([Self.tool("search"), Self.tool("search"), Self.tool("search", prefix: "a")])
        }
        #expect(throws: ToolRegistryError.duplicateName("a_search")) {
            try ToolRegistry([Self.tool("search"), Self.tool("search", prefix: "a"), Self.tool("a_search")])
        }
    }

    @Test func aRenamedToolIsCalledByItsNewName() async throws {
        let theirs = MockTool("search", returns: "theirs")
        let registry = try ToolRegistry([
            RegisteredTool(theirs, prefixOnCollision: "crm"), RegisteredTool(MockTool("search", returns: "ours")),
        ])
        let result = try await registry["crm_search"]?.tool.run([:], in: .testing())
        #expect(result?.content == "theirs")
    }

    @Test(arguments: [
        ("find_slots", "find_slots"), ("files/list", "files_list"), ("", "_"), ("città", "citt_"), ("a😀b", "a_b"),
    ])
    func anyTextHasANameThatModelsAccept(text: String, name: String) {
        #expect(ToolName.standing(for: text) == name)
        #expect(ToolName.isAllowed(name))
    }

    @Test func longTextsThatBeginAlikeHaveDifferentNames() {
        let names = [1, 2].map { ToolName.standing(for: String(repeating: "x", count: 70) + "\($0)") }
        #expect(names[0] != names[1])
        #expect(names.allSatisfy(ToolName.isAllowed))
    }
}
