public import HTTPTransport
public import Logging

/// One region's assistant: a prompt, a model, tools, and the loop that brings them to an answer.
///
/// It knows no socket, no store and no provider, and holds no conversation: a ``Session`` does.
public struct Agent: Sendable {
    /// What clients are told the agent is called.
    public let name: String
    public let region: Region
    public let model: any LanguageModel
    public let tools: ToolRegistry
    /// The groups the tools were made in, to be told when a session ends.
    public let toolsets: [any Toolset]
    public let prompt: SystemPrompt
    public let limits: AgentLimits
    /// Which generation of the configuration it belongs to, for the journal.
    public let generation: Int
    private let lifetime: AgentLifetime?
    let rendering: TranscriptRendering
    let runner: ToolRunner

    public init(
        name: String,
        region: Region,
        model: any LanguageModel,
        tools: ToolRegistry,
        toolsets: [any Toolset] = [],
        prompt: SystemPrompt,
        limits: AgentLimits = AgentLimits(),
        generation: Int = 1,
        lifetime: AgentLifetime? = nil,
        http: HTTPClient,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        logger: Logger
    ) {
        self.name = name
        self.region = region
        self.model = model
        self.tools = tools
        self.toolsets = toolsets
        self.prompt = prompt
        self.limits = limits
        self.generation = generation
        self.lifetime = lifetime
        self.rendering = TranscriptRendering(
            region: region,
            resultLimits: Dictionary(
                tools.all.map { ($0.definition.name, $0.policy.resultLimit) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        self.runner = ToolRunner(
            tools: tools,
            region: region,
            http: http,
            parallel: limits.parallelTools,
            clock: clock,
            now: now,
            logger: logger
        )
    }

    /// Gives back what the tools hold for a session that has ended.
    public func sessionEnded(_ session: SessionID) async {
        for toolset in self.toolsets { await toolset.sessionEnded(session) }
    }
}

/// How far one turn may go.
public struct AgentLimits: Hashable, Sendable {
    /// Model requests per turn, 1-64. Default 8.
    public var steps: Int
    /// How long a turn may take, all waits included. Default 120 s.
    public var turn: Duration
    /// Tools that may run at the same time within a turn, 1-64. Default 4.
    public var parallelTools: Int

    public init(steps: Int = 8, turn: Duration = .seconds(120), parallelTools: Int = 4) {
        self.steps = steps
        self.turn = turn
        self.parallelTools = parallelTools
    }
}

/// A message to be answered, and the conversation it stands in.
public struct Turn: Sendable {
    public let number: TurnNumber
    public let session: SessionID
    public let user: String?
    /// The conversation up to the message and, after an interruption, what the turn had got to.
    public let transcript: Transcript
    public let deadline: Deadline

    public init(number: TurnNumber, session: SessionID, user: String?, transcript: Transcript, deadline: Deadline) {
        self.number = number
        self.session = session
        self.user = user
        self.transcript = transcript
        self.deadline = deadline
    }

    /// The first message of a conversation.
    public init(_ message: String, deadline: Deadline = Deadline(after: .seconds(120))) {
        let number = TurnNumber(rawValue: 1)
        let event = SessionEvent(
            sequence: EventSequence(rawValue: 1),
            at: .now,
            turn: number,
            fact: .userMessage(.init(text: message))
        )
        self.init(
            number: number,
            session: SessionID(),
            user: nil,
            transcript: Transcript(folding: [event]),
            deadline: deadline
        )
    }
}

/// Watches a turn while it runs.
public protocol TurnObserver: DeltaSink {
    /// The model is asked: the text from here on belongs to another step.
    func stepBegan()
    /// An invocation begins: exactly once per call, whatever comes of it.
    /// - Parameter displayName: what clients are shown as the function's name.
    func called(_ call: ToolCall, as displayName: String)
}
