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
    /// What the model holds and asks.
    public let terms: ModelTerms
    /// What the model is told when it is to sum up turns that no longer fit its context; `nil` where they are just left out.
    public let summaryPrompt: SystemPrompt?
    /// How the user's yes is asked for.
    public let approval: ApprovalRules
    let rendering: TranscriptRendering
    let runner: ToolRunner
    let logger: Logger
    /// What it says to a session's first client before anybody asks; `nil` if it waits to be asked.
    public let greeting: String?
    /// About how many tokens prompt and tools are.
    let fixedTokens: Int

    public init(
        name: String,
        region: Region,
        model: any LanguageModel,
        terms: ModelTerms = ModelTerms(),
        tools: ToolRegistry,
        toolsets: [any Toolset] = [],
        prompt: SystemPrompt,
        summaryPrompt: SystemPrompt? = nil,
        greeting: String? = nil,
        limits: AgentLimits = AgentLimits(),
        approval: ApprovalRules = ApprovalRules(),
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
        self.approval = approval
        self.generation = generation
        self.lifetime = lifetime
        self.terms = terms
        self.summaryPrompt = summaryPrompt
        self.greeting = greeting
        self.logger = logger
        self.fixedTokens = tools.definitions.reduce(TokenEstimate.tokens(ofMessage: prompt.text.utf8.count)) {
            $0 + $1.tokens
        }
        self.rendering = TranscriptRendering(
            region: region,
            resultLimits: Dictionary(
                tools.all.map { ($0.definition.name, $0.policy.resultLimit) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        self.runner = ToolRunner(
            tools: tools,
            guards: Dictionary(
                tools.all.map {
                    ($0.definition.name, ToolGuard($0, in: region, clock: clock, now: now, logger: logger))
                },
                uniquingKeysWith: { first, _ in first }
            ),
            region: region,
            http: http,
            parallel: limits.parallelTools,
            clock: clock,
            now: now,
            logger: logger
        )
    }

    /// About how many tokens of the model's context are left for the conversation; `nil` where nobody knows. Below zero,
    /// prompt and tools alone do not fit.
    public var conversationTokens: Int? { self.window.tokens }

    var window: ContextWindow {
        ContextWindow(self.terms, besides: self.fixedTokens + (self.summaryPrompt == nil ? 0 : ContextSummary.tokens))
    }

    /// Gives back what the tools hold for a session that has ended.
    public func sessionEnded(_ session: SessionID) async {
        for toolset in self.toolsets { await toolset.sessionEnded(session) }
    }
}

extension Agent {
    /// The circuit breakers of its tools, by the tools' names.
    public var breakers: [SharedCircuitBreaker] {
        self.runner.guards.sorted { $0.key < $1.key }.compactMap(\.value.breaker)
    }
}

/// Watches a turn while it runs.
public protocol TurnObserver: DeltaSink {
    /// The model is asked: the text from here on belongs to another step.
    func stepBegan()
    /// An invocation begins: exactly once per call, whatever comes of it.
    /// - Parameter displayName: what clients are shown as the function's name.
    func called(_ call: ToolCall, as displayName: String)
    /// A call has given the conversation to a person, and that is on record.
    func handedOff(_ handoff: Handoff, by call: ToolCall)
    /// A call waits for the user's yes, for which the turn's last step asks.
    func approvalRequired(_ approval: SessionEvent.ApprovalRequested, as displayName: String)
}

extension TurnObserver {
    /// Leaves it at the question in words.
    public func approvalRequired(_ approval: SessionEvent.ApprovalRequested, as displayName: String) {}
}
