import AgentRuntime

extension ModelPolicies: Decodable {
    private enum Key: String, CodingKey { case retry, breaker, concurrency }

    /// Reads the keys of a model's entry that are about failures.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.retry = try container.decodeIfPresent(Retry.self, forKey: .retry)?.policy ?? Self.standard.retry
        let breaker = try container.decodeIfPresent(Breaker.self, forKey: .breaker)
        self.breaker = breaker == nil ? Self.standard.breaker : breaker?.settings
        self.concurrency = try container.integerIfPresent(.concurrency, in: 1...10_000)
    }

    private struct Retry: Decodable {
        let policy: RetryPolicy

        private enum Key: String, CodingKey { case attempts, base, cap }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let standard = ModelPolicies.standard.retry
            self.policy = RetryPolicy(
                attempts: try container.integer(.attempts, default: standard.attempts, in: 1...10),
                base: try container.duration(.base, default: standard.base, in: .zero ... .seconds(60)),
                cap: try container.duration(.cap, default: standard.cap, in: .zero ... .seconds(600))
            )
            try container.check(
                self.policy.base <= self.policy.cap,
                .cap,
                "The first wait, base, is longer than \(self.policy.cap.setting). Raise cap, or lower base."
            )
        }
    }

    private struct Breaker: Decodable {
        let settings: CircuitBreaker.Settings?

        private enum Key: String, CodingKey {
            case enabled, failures
            case coolDown = "cool_down"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let standard = CircuitBreaker.Settings()
            let settings = CircuitBreaker.Settings(
                failures: try container.integer(.failures, default: standard.failures, in: 1...1000),
                coolDown: try container.duration(.coolDown, default: standard.coolDown, in: .seconds(1) ... .hours(1))
            )
            self.settings = try container.value(.enabled, default: true) ? settings : nil
        }
    }
}
