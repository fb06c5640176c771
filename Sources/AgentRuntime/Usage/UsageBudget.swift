/// How much may be used up before the model is asked no more. It is looked at before each request, so that the last one may
/// go beyond it.
public struct UsageBudget: Hashable, Sendable {
    /// Tokens read and written; `nil` for no limit.
    public var tokens: Int?
    /// `nil` for no limit. What models without a price do is not counted.
    public var cost: Cost?

    public init(tokens: Int? = nil, cost: Cost? = nil) {
        self.tokens = tokens
        self.cost = cost
    }

    /// Whose budget it is.
    enum Holder {
        case turn, session
    }

    /// Why the model is asked no more; `nil` while something is left.
    func exhaustion(by spent: Spending, of holder: Holder) -> AgentError? {
        let limit: String
        if let tokens = self.tokens, spent.usage.total >= tokens {
            limit = "\(tokens) tokens"
        } else if let cost = self.cost, let sum = spent.cost, sum >= cost {
            limit = "cost"
        } else {
            return nil
        }
        return switch holder {
        case .turn:
            AgentError(.budgetExhausted, detail: "The answer has used up its budget of \(limit). Ask for less at once.")
        case .session:
            AgentError(
                .budgetExhausted,
                detail: "The conversation has used up its budget of \(limit). Begin a new session."
            )
        }
    }
}
