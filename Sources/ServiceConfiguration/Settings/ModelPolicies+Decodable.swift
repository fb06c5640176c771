import AgentRuntime

extension ModelPolicies: StandardRetry {
    static var standardRetry: RetryPolicy { Self.standard.retry }
}

extension ModelPolicies: Decodable {
    private enum Key: String, CodingKey { case retry, breaker, concurrency }

    /// Reads the keys of a model's entry that are about failures.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let retry = try container.decodeIfPresent(RetrySettings<Self>.self, forKey: .retry)
        let breaker = try container.value(.breaker, default: BreakerSettings.standard)
        self.retry = retry?.policy ?? Self.standardRetry
        self.breaker = breaker.settings
        self.concurrency = try container.integerIfPresent(.concurrency, in: 1...10_000)
    }
}
