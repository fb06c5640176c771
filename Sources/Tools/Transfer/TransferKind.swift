public import AgentRuntime

/// Makes a tool that passes the conversation to a person: the value `transfer` of `kind`.
///
/// Outside the region's hours it refuses, whatever a prompt says. With a URL it posts an escalation there; without one the
/// session's clients are sent a `handoff` frame, and one of them is to take it up.
public struct TransferKind: ToolKind {
    /// `transfer`
    public static let name = "transfer"

    public init() {}

    public func makeTools(
        named name: String,
        settings: TransferSettings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        for queue in settings.queues where queue.words.isEmpty {
            if queue != settings.queues.last {
                throw ToolDataError(name, "a queue without `words` takes everything. Make it the last one.")
            }
        }
        let asked = AskedSessions()
        return TransferDesk(
            tool: settings.asksFirst
                ? RequestTransferTool<WeighedTransfer>(name: name, settings: settings, asked: asked)
                : RequestTransferTool<PlainTransfer>(name: name, settings: settings, asked: asked),
            asked: asked
        )
    }
}

/// The tool, and the sessions that it has asked back.
struct TransferDesk: Toolset {
    let tools: [any Tool]
    private let asked: AskedSessions

    init(tool: any Tool, asked: AskedSessions) {
        self.tools = [tool]
        self.asked = asked
    }

    func sessionEnded(_ session: SessionID) async {
        self.asked.forget(session)
    }
}
