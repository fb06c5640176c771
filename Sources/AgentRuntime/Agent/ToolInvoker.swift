import HTTPTransport

/// Runs single calls of an agent's tools outside of a turn, with the checks and limits of one: arguments validated, time
/// and result size limited, failures put into words.
public struct ToolInvoker: Sendable {
    /// What a call came to.
    public struct Answer: Hashable, Sendable {
        public let outcome: ToolOutcome
        /// What the tool says or why it could not, cut to what a model is given.
        public let text: String
        /// What the one who called should do next; from code or configuration, never from a back end.
        public let instruction: String?
        /// That the conversation is given to a person: for the one who called to carry out.
        public let handoff: Handoff?
    }

    private let agent: Agent
    private let observer: any AgentObserver

    public init(_ agent: Agent, observer: any AgentObserver = .none) {
        self.agent = agent
        self.observer = observer
    }

    /// Runs a call. It never fails otherwise than in words. When the task is cancelled a read stops and a write settles.
    /// - Parameters:
    ///   - call: unique within the session: a write takes effect once per session and call.
    ///   - session: in which the tool keeps what it holds. Whoever made it up must end it.
    public func invoke(
        _ tool: String,
        _ arguments: JSONValue,
        as call: CallID,
        in session: SessionID
    ) async -> Answer {
        let number = TurnNumber(rawValue: 1)
        let identity = TurnIdentity(
            session: session,
            number: number,
            region: self.agent.region.id,
            agent: self.agent.name
        )
        let turn = Turn(
            number: number,
            session: session,
            user: nil,
            transcript: Transcript(folding: []),
            deadline: Deadline(after: self.agent.limits.turn),
            watch: TurnWatch(identity, for: self.observer, below: .current)
        )
        let returned = await self.agent.runner.perform(
            ToolCall(id: call, name: tool, arguments: arguments.description),
            resuming: false,
            of: turn,
            observer: nil
        )
        let limit = self.agent.tools[tool]?.policy.resultLimit ?? ToolPolicy().resultLimit
        return Answer(
            outcome: returned.outcome,
            text: returned.result.text.cut(toBytes: limit),
            instruction: returned.result.instruction,
            handoff: returned.handoff
        )
    }
}
