/// What requests to models have used up.
public struct Spending: Hashable, Sendable {
    public var usage: TokenUsage
    /// `nil` where none of the models had a price.
    public var cost: Cost?

    public init(_ usage: TokenUsage = .zero, cost: Cost? = nil) {
        self.usage = usage
        self.cost = cost
    }

    /// What a fact has added.
    public init(_ fact: SessionEvent.Fact) {
        switch fact {
        case .modelResponded(let response): self.init(response.usage ?? .zero, cost: response.cost)
        case .modelFailed(let failed): self.init(failed.usage ?? .zero, cost: failed.cost)
        case .contextSummarised(let summarised): self.init(summarised.usage ?? .zero, cost: summarised.cost)
        case .sessionCreated, .userMessage, .toolCalled, .toolReturned, .approvalRequested, .approvalAnswered,
            .turnCompleted, .turnFailed, .turnCancelled, .sessionClosed, .unknown:
            self.init()
        }
    }

    public static func += (total: inout Self, more: Self) {
        total.usage = total.usage + more.usage
        if let cost = more.cost { total.cost = (total.cost ?? .zero) + cost }
    }
}
