import AgentRuntime
import AgentTesting
import ServiceConfiguration
import Testing

@testable import ChatService

@Suite("A tool that asks first")
struct ToolConfirmationConfigurationTests {
    private static func assembly(_ copy: ConfigurationCopy) async throws -> Assembly {
        let configuration = try LoadedConfiguration.load(
            directory: "\(copy.path)/config",
            promptsDirectory: "\(Repository.root)/Prompts",
            environment: ["CHAT_SERVICE_DATA_DIR": "\(copy.path)/var"]
        )
        return try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
    }

    @Test("is any of an entry's, by name")
    func oneOfSeveral() async throws {
        let copy = try ConfigurationCopy()
        try copy.change("tools/booking.yaml", "\ntimeout:", to: "\nconfirm: [confirm_booking]\ntimeout:")
        let assembly = try await Self.assembly(copy)
        let agent = try #require(assembly.agents[RegionID(rawValue: "piemonte")])
        #expect(agent.tools.all.filter(\.definition.needsApproval).map(\.definition.name) == ["confirm_booking"])
        #expect(agent.approval == ApprovalRules())
        await assembly.shutdown()
    }

    @Test(
        "must exist, and its question speaks of its arguments",
        arguments: [
            ("confirm: [confirm_bokking]", "No tool is named \"confirm_bokking\". Did you mean \"confirm_booking\"?"),
            (
                "confirm: [cancel_booking]\nquestion: \"Disdico {{number}}?\"",
                "{{number}} in the question about cancel_booking is none of its arguments."
            ),
        ]
    )
    func mistakes(_ lines: String, _ words: String) async throws {
        let copy = try ConfigurationCopy()
        try copy.change("tools/booking.yaml", "\ntimeout:", to: "\n\(lines)\ntimeout:")
        let error = await #expect(throws: ConfigurationError.self) { _ = try await Self.assembly(copy) }
        #expect(error?.description.contains(words) == true)
    }
}
