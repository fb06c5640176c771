/// Where a step stands that may be asked more than once: decides what comes next, waits for nothing, and can be tested
/// without waiting.
struct AttemptPlan {
    /// What to do after a failure.
    enum Next: Equatable {
        /// Ask the same endpoint again after a wait.
        case again(after: Duration)
        /// Ask the next endpoint.
        case fallback
        case giveUp
    }

    private let policies: [RetryPolicy]
    /// Which endpoint is asked.
    private(set) var endpoint = 0
    /// How often it was asked, and how often what came did not follow the protocol.
    private var asked = 1
    private var violations = 0

    /// - Parameter policies: those of the endpoints, in the order in which they are asked.
    init(_ policies: [RetryPolicy]) {
        self.policies = policies
    }

    /// Decides about a failure of ``endpoint``.
    /// - Parameters:
    ///   - remaining: how much of the turn's time is left.
    ///   - jitter: a random number from 0 to 1.
    mutating func next(after error: ModelError, remaining: Duration, jitter: Double) -> Next {
        if error.reason == .protocolViolation { self.violations += 1 }
        if let wait = self.wait(after: error, jitter: jitter), wait < remaining {
            self.asked += 1
            return .again(after: wait)
        }
        guard self.hasFallback, error.reason.isOfTheEndpoint, remaining > .zero else { return .giveUp }
        self.endpoint += 1
        self.asked = 1
        self.violations = 0
        return .fallback
    }

    private var hasFallback: Bool { self.endpoint + 1 < self.policies.count }

    /// How long to wait before the same endpoint is asked again; `nil` if it is not.
    private func wait(after error: ModelError, jitter: Double) -> Duration? {
        let policy = self.policies[self.endpoint]
        guard error.reason.mayPass, self.asked < policy.attempts, self.violations < 2 else { return nil }
        let wait = (error.retryAfter ?? .zero) + policy.wait(beforeRetry: self.asked, jitter: jitter)
        switch error.reason {
        // Who has waited long for nothing, or is to wait long, is better served elsewhere.
        case .timedOut where self.hasFallback: return nil
        case .circuitOpen where self.hasFallback || wait > policy.cap: return nil
        default: return self.hasFallback && wait > policy.cap ? nil : wait
        }
    }
}
