/// How far turns and sessions may go.
public struct AgentLimits: Hashable, Sendable {
    /// Model requests per turn, 1-64. Default 8.
    public var steps: Int
    /// How long a turn may take, all waits included. Default 120 s.
    public var turn: Duration
    /// Tools that may run at the same time within a turn, 1-64. Default 4.
    public var parallelTools: Int
    /// Calls of unknown tools, or with arguments that do not fit, that a turn outlives, 1-64. Default 3. Those of its first
    /// step that has any count, but never end it: the model must have been told once.
    public var invalidCalls: Int
    /// What one turn may use up. Default 1,000,000 tokens, at any cost.
    public var turnBudget: UsageBudget
    /// What a session may use up. Default 10,000,000 tokens, at any cost.
    public var sessionBudget: UsageBudget

    public init(
        steps: Int = 8,
        turn: Duration = .seconds(120),
        parallelTools: Int = 4,
        invalidCalls: Int = 3,
        turnBudget: UsageBudget = UsageBudget(tokens: 1_000_000),
        sessionBudget: UsageBudget = UsageBudget(tokens: 10_000_000)
    ) {
        self.steps = steps
        self.turn = turn
        self.parallelTools = parallelTools
        self.invalidCalls = invalidCalls
        self.turnBudget = turnBudget
        self.sessionBudget = sessionBudget
    }
}
