public import HTTPTransport

/// When something began, how long it took, and where in a trace it is.
public struct Measured: Sendable {
    public let began: ContinuousClock.Instant
    public let duration: Duration
    /// Its own place; `nil` where nobody traces it.
    public let place: TraceContext?
    /// The place of what it is part of.
    public let parent: TraceContext?
}

/// Whose turn something is part of. `number` and `session` are for logs and traces, never for the labels of metrics.
public struct TurnIdentity: Hashable, Sendable {
    public let session: SessionID
    public let number: TurnNumber
    public let region: RegionID
    /// What clients are told the agent is called; `nil` where no agent serves the region.
    public let agent: String?

    public init(session: SessionID, number: TurnNumber, region: RegionID, agent: String?) {
        self.session = session
        self.number = number
        self.region = region
        self.agent = agent
    }
}

/// A turn that has ended.
public struct TurnMeasurements: Sendable {
    /// How a turn ends.
    public enum Outcome: Hashable, Sendable {
        case answered
        case cancelled
        case failed(AgentError.Code)

        /// `answered`, `cancelled` or `failed`.
        public var name: String {
            switch self {
            case .answered: "answered"
            case .cancelled: "cancelled"
            case .failed: "failed"
            }
        }
    }

    public let turn: TurnIdentity
    public let outcome: Outcome
    /// From its beginning to its end on record. The wait behind other turns of the session is not part of it.
    public let measured: Measured
    /// How much of the duration models and tools were waited for, what ran at the same time counted once.
    public let waited: Duration
    /// How long models took, one request after the other.
    public let model: Duration
    /// How long tools took, all calls added up.
    public let tools: Duration
    /// The first text or call of its first step, from the turn's beginning; `nil` if none came.
    public let firstToken: Duration?
    /// Requests to models that were answered.
    public let steps: Int
    /// The tools that were called, in the order in which they ended.
    public let calls: [String]
    public let spending: Spending

    /// What the service itself took: the duration without the wait for models and tools.
    public var overhead: Duration { max(.zero, self.measured.duration - self.waited) }
}

/// A request to a model that has ended, the repetitions and fallbacks behind it included.
public struct StepMeasurements: Sendable {
    public let turn: TurnIdentity
    public let measured: Measured
    /// The endpoint that answered or was asked last, as configuration names it.
    public let endpoint: String
    /// The model that was asked for.
    public let model: String
    /// Who serves it, see ``LanguageModel/provider``.
    public let provider: String
    public let request: ModelRequest
    /// `nil` where there is no answer.
    public let response: ModelResponse?
    /// Why there is none; `nil` where there is one.
    public let failure: SessionEvent.ModelFailed.Reason?
    /// What the answer used up; nothing where there is none.
    public let spending: Spending
    /// The requests that came to nothing, the last one included if there is no answer.
    public let failed: [SessionEvent.ModelFailed]
}

/// A tool call that has its result.
public struct CallMeasurements: Sendable {
    public let turn: TurnIdentity
    public let measured: Measured
    /// With the name that the model wrote, which need not be a tool's.
    public let call: ToolCall
    public let outcome: ToolOutcome
    public let result: ToolResult
    /// What it does; `nil` where there is no such tool.
    public let effect: ToolDefinition.Effect?

    /// The tool's name for logs and labels: `unknown` where the model made it up.
    public var tool: String { self.outcome == .unknownTool ? "unknown" : self.call.name }
}
