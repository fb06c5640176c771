/// Keeps callers from asking what fails anyway. It is closed while all is well, open after too many failures in a row, and
/// half-open once it has cooled down: then one caller at a time may try, and what comes of that closes or opens it.
///
/// A value that waits for nothing and knows no clock: whoever keeps it tells the time, as a duration since some beginning.
public struct CircuitBreaker: Sendable {
    /// When it opens, and for how long.
    public struct Settings: Hashable, Sendable {
        /// Failures in a row that open it, from 1. Default 5.
        public var failures: Int
        /// How long it refuses before one caller may try. Up to a fifth is added at random, so that not every process
        /// tries at the same moment. Default 30 s.
        public var coolDown: Duration

        public init(failures: Int = 5, coolDown: Duration = .seconds(30)) {
            self.failures = max(1, failures)
            self.coolDown = coolDown
        }
    }

    /// Whether callers may ask.
    public enum State: String, Hashable, Sendable, Codable {
        /// All may.
        case closed
        /// None may.
        case open
        /// One may, to see whether all may again.
        case halfOpen = "half_open"
    }

    /// What came of asking.
    public enum Outcome: Hashable, Sendable {
        case succeeded
        case failed
        /// It says nothing about what was asked: the caller left, or was refused for a reason of its own.
        case unknown
    }

    /// Lets a caller ask once. What came of it must be told with ``record(_:of:at:jitter:)``, whatever it was.
    public struct Permit: Hashable, Sendable {
        /// Whether others are kept waiting for what comes of it.
        public let isProbe: Bool
        fileprivate let period: Int
    }

    private enum Phase {
        case closed(failures: Int)
        case open(until: Duration)
        case halfOpen(isProbing: Bool)
    }

    private let settings: Settings
    private var phase = Phase.closed(failures: 0)
    /// Counts changes of state and probes: what a permit of an earlier period comes to no longer matters.
    private var period = 0

    public init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Whether callers may ask. It stays open after it has cooled down until somebody does.
    public var state: State {
        switch self.phase {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }

    /// How long a caller had better wait before it asks: zero while another one tries. `nil` if it may ask now.
    public func refusal(at now: Duration) -> Duration? {
        switch self.phase {
        case .closed, .halfOpen(isProbing: false): nil
        case .open(let end): now < end ? end - now : nil
        case .halfOpen(isProbing: true): .zero
        }
    }

    /// Lets a caller ask; `nil` if it may not.
    public mutating func admit(at now: Duration) -> Permit? {
        guard self.refusal(at: now) == nil else { return nil }
        if case .closed = self.phase { return Permit(isProbe: false, period: self.period) }
        self.enter(.halfOpen(isProbing: true))
        return Permit(isProbe: true, period: self.period)
    }

    /// Takes in what came of asking. A permit that was given before the state changed says nothing any more.
    /// - Parameter jitter: a random number from 0 to 1, for the time to cool down.
    public mutating func record(_ outcome: Outcome, of permit: Permit, at now: Duration, jitter: Double) {
        guard permit.period == self.period else { return }
        switch (self.phase, outcome) {
        case (.open, _), (.closed, .unknown): break
        case (.closed, .succeeded): self.phase = .closed(failures: 0)
        case (.closed(let failures), .failed) where failures + 1 < self.settings.failures:
            self.phase = .closed(failures: failures + 1)
        case (.closed, .failed), (.halfOpen, .failed):
            self.enter(.open(until: now + self.settings.coolDown * (1 + jitter / 5)))
        case (.halfOpen, .succeeded): self.enter(.closed(failures: 0))
        case (.halfOpen, .unknown): self.enter(.halfOpen(isProbing: false))
        }
    }

    private mutating func enter(_ phase: Phase) {
        self.phase = phase
        self.period += 1
    }
}
