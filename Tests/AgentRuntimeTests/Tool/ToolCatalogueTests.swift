import AgentRuntime
import AgentTesting
import Testing

@Suite("A catalogue of kinds")
struct ToolCatalogueTests {
    struct First: ToolKind {
        static let name = "first"
        let answer: String
        struct Settings: Decodable, Sendable {}
        func makeTools(
            named name: String,
            settings: Settings,
            in environment: ToolEnvironment
        ) async throws -> any Toolset { SingleTool(MockTool(name, returns: .string(self.answer))) }
    }

    struct Second: ToolKind {
        static let name = "second"
        struct Settings: Decodable, Sendable {}
        func makeTools(
            named name: String,
            settings: Settings,
            in environment: ToolEnvironment
        ) async throws -> any Toolset { SingleTool(MockTool(name, returns: "due")) }
    }

    @Test("takes more, which replace those of the same name")
    func adding() throws {
        let catalogue = ToolCatalogue([First(answer: "ours")]).adding([Second(), First(answer: "theirs")])
        #expect(catalogue.names == ["first", "second"])
        let first = try #require(catalogue["first"] as? First)
        #expect(first.answer == "theirs")
    }
}
