/// What a model's provider asks for tokens.
public struct TokenPrice: Hashable, Sendable {
    /// For a million tokens read.
    public let input: Cost
    /// For a million tokens read from the provider's cache.
    public let cachedInput: Cost
    /// For a million tokens written.
    public let output: Cost

    /// Prices per million tokens; of more than six decimals, the first six count.
    /// - Parameter cachedInput: that of ``input`` if `nil`.
    public init(input: Cost, cachedInput: Cost? = nil, output: Cost) {
        self.input = input
        self.cachedInput = cachedInput ?? input
        self.output = output
    }

    /// What tokens cost.
    public func cost(of usage: TokenUsage) -> Cost {
        Self.cost(of: usage.input - usage.cachedInput, at: self.input)
            + Self.cost(of: usage.cachedInput, at: self.cachedInput) + Self.cost(of: usage.output, at: self.output)
    }

    private static func cost(of tokens: Int, at perMillion: Cost) -> Cost {
        let perToken = perMillion.rawValue / 1_000_000
        let (cost, overflows) = perToken.multipliedReportingOverflow(by: Int64(tokens))
        return Cost(rawValue: overflows ? .max : cost)
    }
}
