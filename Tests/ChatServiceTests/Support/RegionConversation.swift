import AgentRuntime
import AgentTesting
import ServiceConfiguration

@testable import ChatService

/// A conversation with a region's assistant as it is configured: its prompt and its tools, and a model that follows a script.
/// No socket, no network, no database but the tools' own.
struct RegionConversation {
    /// The assistant, with the script in place of its model.
    let agent: Agent
    private let chat: TestConversation
    /// Where the tools' databases are; gone with the conversation.
    private let data: TemporaryFolder

    /// - Parameters:
    ///   - region: a region's id, such as `lombardia`.
    ///   - environment: the variables that the configuration reads.
    init(
        _ region: String,
        model: any LanguageModel,
        environment: [String: String] = [:],
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        self.data = try TemporaryFolder()
        let configuration = try LoadedConfiguration.load(
            directory: "\(Repository.folder)/config",
            environment: environment.merging(["CHAT_SERVICE_DATA_DIR": self.data.path]) { $1 }
        )
        let assembly = try await Assembly(configuration, in: .init(configuration.service, logger: .silent))
        guard let agent = assembly.agents[RegionID(rawValue: region)] else { throw UnknownRegion(region: region) }
        self.agent = Agent(
            name: agent.name,
            region: agent.region,
            model: model,
            tools: agent.tools,
            toolsets: agent.toolsets,
            prompt: agent.prompt,
            limits: agent.limits,
            approval: agent.approval,
            http: assembly.environment.http,
            now: now,
            logger: .silent
        )
        self.chat = try await TestConversation(with: self.agent, now: now)
    }

    /// Says something and waits for what comes of it.
    func say(_ text: String) async throws -> TestConversation.Reply { try await self.chat.say(text) }

    /// Says yes or no to a call that waits for it, as a button does.
    func answer(_ call: CallID, approved: Bool) async throws -> TestConversation.Reply {
        try await self.chat.answer(call, approved: approved)
    }

    /// The conversation so far, with every call and its result.
    func recording() async throws -> SessionRecording { try await self.chat.recording() }

    struct UnknownRegion: Error { let region: String }
}
