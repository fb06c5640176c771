import AgentRuntime

/// What has a retry policy of its own where configuration says nothing.
protocol StandardRetry {
    static var standardRetry: RetryPolicy { get }
}

/// The keys below `retry`; those left out are as the standard of what is tried has them.
struct RetrySettings<Tried: StandardRetry>: Decodable {
    let policy: RetryPolicy

    private enum Key: String, CodingKey { case attempts, base, cap }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let standard = Tried.standardRetry
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
