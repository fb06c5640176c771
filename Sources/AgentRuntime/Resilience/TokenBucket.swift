/// How much may happen: `count` at once, and as much again in each `period`.
public struct Rate: Hashable, Sendable {
    /// From 1.
    public let count: Int
    public let period: Duration

    public init(_ count: Int, per period: Duration) {
        self.count = max(1, count)
        self.period = period
    }
}

/// Counts what happens against a ``Rate``: in any time `t` never more than `count` and what comes back in `t`.
///
/// It is one instant, the one at which the bucket will be full again (the generic cell rate algorithm, ITU-T I.371).
public struct TokenBucket: Hashable, Sendable {
    /// As time since the clock's start.
    private var fullAt: Duration

    /// A full one.
    public init() {
        self.fullAt = .zero
    }

    /// How long it takes until `amount` can be taken; zero if it can now. More than a whole bucket counts as a whole one.
    public func wait(for amount: Int, at rate: Rate, now: Duration) -> Duration {
        max(.zero, self.after(amount, at: rate, now: now) - now - rate.period)
    }

    /// Takes `amount`, which must not have to wait.
    public mutating func take(_ amount: Int, at rate: Rate, now: Duration) {
        self.fullAt = self.after(amount, at: rate, now: now)
    }

    private func after(_ amount: Int, at rate: Rate, now: Duration) -> Duration {
        max(self.fullAt, now) + rate.period * min(amount, rate.count) / rate.count
    }
}
