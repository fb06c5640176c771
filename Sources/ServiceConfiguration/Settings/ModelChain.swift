public import AgentRuntime

/// The models that answer a region: the one it names, and those that take its place when it fails.
public struct ModelChain: Hashable, Sendable {
    /// A model of the chain.
    public struct Link: Hashable, Sendable {
        /// What configuration calls it. Equal names are one endpoint, whichever region asks.
        public let name: String
        public let choice: ModelChoice
        public let policies: ModelPolicies
    }

    public let first: Link
    /// In the order in which they are asked.
    public let fallbacks: [Link]

    /// What holds whoever of them answers: the smallest context, the longest answer. The price is that of the first.
    public var terms: ModelTerms {
        let all = ([self.first] + self.fallbacks).map(\.choice.terms)
        return ModelTerms(
            contextTokens: all.compactMap(\.contextTokens).min(),
            answerTokens: all.compactMap(\.answerTokens).max(),
            price: self.first.choice.terms.price
        )
    }
}

/// What is done about a model that fails, or has too much to do.
public struct ModelPolicies: Hashable, Sendable {
    public let retry: RetryPolicy
    /// `nil` if the model is asked however often it fails.
    public let breaker: CircuitBreaker.Settings?
    /// The most requests under way at a time; `nil` for any number.
    public let concurrency: Int?

    /// Those of a model that says nothing about it.
    static let standard = ModelPolicies(retry: RetryPolicy(), breaker: CircuitBreaker.Settings(), concurrency: nil)
}
