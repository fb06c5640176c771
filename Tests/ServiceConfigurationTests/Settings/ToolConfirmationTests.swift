import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct ToolConfirmationTests {
    @Test(arguments: [
        ("", ToolConfirmation.none), ("confirm: none\n", .none), ("confirm: user\n", .user),
        ("confirm: [reserve, cancel]\n", .tools(["reserve", "cancel"])),
    ])
    func anEntrySaysWhichCallsWait(_ text: String, _ confirm: ToolConfirmation) throws {
        #expect(try decode(ToolEntry.self, "kind: x\n\(text)").confirm == confirm)
    }

    @Test func aRegionsWordWins() throws {
        let folder = try ConfigurationFolder([
            "config/tools/prices.yaml": "kind: k\nconfirm: user\nquestion: \"Chiedo {{a}}?\"\n",
            "config/regions/lombardia.yaml": ConfigurationFolder.region(
                "tools:\n  - prices\n  - prices: {name: other, confirm: none, question: Davvero?}\n"
            ),
        ])
        let tools = try #require(folder.load().regions.first).tools
        #expect(tools.map(\.confirm) == [.user, .none])
        #expect(tools.map(\.question?.names) == [["a"], []])
    }

    @Test(arguments: [
        ("confirm: always\n", "\"always\" is no choice. Write none, user, or a list of the tools to ask about."),
        ("question: \"Chiamo {{phone?\"\n", "A tag does not end. Close it with }}."),
    ])
    func aMistakeIsToldWithItsPlace(_ text: String, _ words: String) {
        let error = #expect(throws: ConfigurationError.self) { try decode(ToolEntry.self, "kind: x\n\(text)") }
        #expect(error?.description.hasPrefix("f.yaml:2: ") == true)
        #expect(error?.description.contains(words) == true)
    }
}
