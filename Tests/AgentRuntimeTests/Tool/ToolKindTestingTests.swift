import AgentRuntime
import AgentTesting
import Testing

@Suite("A tool kind in a test")
struct ToolKindTestingTests {
    struct Echo: ToolKind {
        static let name = "echo"
        struct Settings: Decodable, Sendable { let words: String }

        func makeTools(
            named name: String,
            settings: Settings,
            in environment: ToolEnvironment
        ) async throws -> any Toolset {
            let words = try environment.documents.read([String].self, at: environment.resolve(settings.words))
            return SingleTool(MockTool(name, returns: .array(words.joined().map { .string($0) })))
        }
    }

    @Test("reads settings and documents that the test invents")
    func documents() async throws {
        let toolset = try await Echo().makeTools(
            named: "parrot",
            settings: ["words": "data/words.yaml"],
            in: .testing(documents: ["data/words.yaml": ["uno", "due"]])
        )
        let chat = try await TestConversation(model: .script(.calls("parrot"), .says("Ecco.")), tools: toolset.tools)
        _ = try await chat.say("Ripeti.")
        #expect(try await chat.recording().calls.map(\.returned?.result.content) == [["uno", "due"]])
    }

    @Test("is told which document the test has not invented")
    func missing() async throws {
        let error = await #expect(throws: (any Error).self) {
            _ = try await Echo().makeTools(named: "parrot", settings: ["words": "data/words.yaml"], in: .testing())
        }
        #expect(error.map { "\($0)" } == "There is no such document in this test: data/words.yaml.")
    }
}
