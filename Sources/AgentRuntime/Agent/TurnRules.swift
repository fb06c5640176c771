/// What a turn must keep to.
struct TurnRules: Sendable {
    let limits: AgentLimits
    let window: ContextWindow
    let rendering: TranscriptRendering
    /// Whether turns that no longer fit the window are put in short.
    let summarises: Bool
    /// What a tool does to the world; `nil` for one that does not exist.
    let effect: @Sendable (String) -> ToolDefinition.Effect?
    /// What the user is asked before a call may run; `nil` for one that need not be asked about.
    var approval: @Sendable (ToolCall) -> SessionEvent.ApprovalRequested? = { _ in nil }
}

extension Agent {
    var rules: TurnRules {
        TurnRules(
            limits: self.limits,
            window: self.window,
            rendering: self.rendering,
            summarises: self.summaryPrompt != nil,
            effect: { [tools = self.tools] in tools[$0]?.definition.effect },
            approval: { self.approval(for: $0) }
        )
    }
}

extension TurnState {
    /// Why the model is asked no more; `nil` while it may be.
    var reasonToStop: AgentError? {
        let limits = self.rules.limits
        if self.history.idleSteps > 1 {
            return AgentError(
                .stuck,
                detail:
                    "The assistant made the same calls again and learned nothing new, so it has no answer. Put the question differently."
            )
        }
        if self.history.invalidCalls > limits.invalidCalls, self.history.invalidSteps > 1 {
            return AgentError(
                .tooManyInvalidCalls,
                detail:
                    "The assistant called its tools wrongly \(self.history.invalidCalls) times and has no answer. Try again, or put the question differently.",
                isRetryable: true
            )
        }
        if self.steps >= limits.steps {
            return AgentError(
                .stepCapReached,
                detail: "The assistant called the model \(self.steps) times without an answer. Ask for less at once."
            )
        }
        return limits.sessionBudget.exhaustion(by: self.sessionSpent, of: .session)
            ?? limits.turnBudget.exhaustion(by: self.spent, of: .turn)
    }
}
