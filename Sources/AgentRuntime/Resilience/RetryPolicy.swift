/// How often something is tried that may fail for a moment, and how long it is left alone in between.
public struct RetryPolicy: Hashable, Sendable {
    /// Attempts in all, the first one included, from 1. Default 3.
    public var attempts: Int
    /// The longest wait before the second attempt; it doubles from there. Default 500 ms.
    public var base: Duration
    /// The longest wait of all, unless what is tried asks for more. Default 8 s.
    public var cap: Duration

    public init(attempts: Int = 3, base: Duration = .milliseconds(500), cap: Duration = .seconds(8)) {
        self.attempts = max(1, attempts)
        self.base = base
        self.cap = cap
    }

    /// Try once.
    public static let once = Self(attempts: 1)

    /// How long to wait before the `retry`th repetition, counted from 1: anything from nothing to the limit, so that
    /// those who failed together do not come back together ("full jitter").
    /// - Parameter jitter: a random number from 0 to 1.
    func wait(beforeRetry retry: Int, jitter: Double) -> Duration {
        min(self.cap, self.base * (1 << min(max(0, retry - 1), 20))) * jitter
    }
}
