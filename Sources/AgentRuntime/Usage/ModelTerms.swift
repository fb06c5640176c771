/// What a model holds and asks, as its operator knows it.
public struct ModelTerms: Hashable, Sendable {
    /// The most tokens of a request and its answer together; `nil` if nobody said, and nothing is trimmed until the
    /// provider refuses.
    public var contextTokens: Int?
    /// How many of them an answer may take; a quarter, but no more than 4096, if `nil`.
    public var answerTokens: Int?
    /// Counts for requests that end before the model has said anything of itself, such as cancelled ones.
    public var price: TokenPrice?

    public init(contextTokens: Int? = nil, answerTokens: Int? = nil, price: TokenPrice? = nil) {
        self.contextTokens = contextTokens
        self.answerTokens = answerTokens
        self.price = price
    }
}
