public import AgentRuntime

/// What is done about a tool that fails, or has too much to do.
///
/// - `retry.attempts` (int, default 3, 1-10): how often a call is tried in all.
/// - `retry.base` (duration, default 200ms, 0s-1m), `retry.cap` (duration, default 2s, 0s-10m): the longest wait before the
///   second attempt, which doubles from there, and the longest of all.
/// - `breaker.failures` (int, default 5, 1-1000): so many in a row, and the tool is left alone.
/// - `breaker.cool_down` (duration, default 30s, 1s-1h): for how long.
/// - `breaker.enabled` (bool, default true).
/// - `concurrency` (int, default any, 1-10,000): calls at a time, over all sessions of a region.
public struct ToolPolicies: Hashable, Sendable {
    public let retry: RetryPolicy
    /// `nil` if the tool is called however often it fails.
    public let breaker: CircuitBreaker.Settings?
    /// The most calls under way at a time; `nil` for any number.
    public let concurrency: Int?
}

extension ToolPolicies: StandardRetry {
    static var standardRetry: RetryPolicy { ToolPolicy.standardRetry }
}

extension ToolPolicies: Decodable {
    private enum Key: String, CodingKey { case retry, breaker, concurrency }

    /// Reads the keys of a tool's entry that are about failures.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let retry = try container.decodeIfPresent(RetrySettings<Self>.self, forKey: .retry)
        let breaker = try container.value(.breaker, default: BreakerSettings.standard)
        self.retry = retry?.policy ?? Self.standardRetry
        self.breaker = breaker.settings
        self.concurrency = try container.integerIfPresent(.concurrency, in: 1...10_000)
    }
}
