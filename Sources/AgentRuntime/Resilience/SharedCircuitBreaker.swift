public import Logging
import NIOConcurrencyHelpers

/// A ``CircuitBreaker`` that all who ask the same share, with a clock; it tells the log when it changes.
public final class SharedCircuitBreaker: Sendable {
    /// What it is like now, for whoever watches the service.
    public struct Status: Hashable, Sendable {
        public let name: String
        public let state: CircuitBreaker.State
        /// When it came into this state.
        public let since: Timestamp
    }

    /// Thrown when nobody may ask.
    public struct OpenError: Error, Hashable, CustomStringConvertible {
        public let name: String
        /// How long it goes on refusing; zero while another caller tries.
        public let remaining: Duration

        public var description: String {
            let advice =
                self.remaining > .zero
                ? "It is tried again in \(self.remaining.milliseconds) ms." : "Another request is trying it."
            return "\(self.name) was not asked, since it has failed too often of late. \(advice)"
        }
    }

    private struct State {
        var breaker: CircuitBreaker
        var since: Timestamp
    }

    public let name: String
    private let stopwatch: Stopwatch
    private let now: @Sendable () -> Timestamp
    private let jitter: @Sendable () -> Double
    private let logger: Logger
    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - name: what it guards, as configuration calls it.
    ///   - clock: what it cools down on.
    ///   - now: the clock for ``Status/since``.
    ///   - jitter: gives random numbers from 0 to 1.
    public init(
        name: String,
        settings: CircuitBreaker.Settings = CircuitBreaker.Settings(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        logger: Logger
    ) {
        self.name = name
        self.stopwatch = Stopwatch(on: clock)
        self.now = now
        self.jitter = jitter
        self.logger = logger
        self.state = NIOLockedValueBox(State(breaker: CircuitBreaker(settings), since: now()))
    }

    /// What it is like now.
    public var status: Status {
        self.state.withLockedValue { Status(name: self.name, state: $0.breaker.state, since: $0.since) }
    }

    /// Whether it is open and has not cooled down yet.
    var isRefusing: Bool {
        let elapsed = self.stopwatch.elapsed
        return self.state.withLockedValue { $0.breaker.state == .open && $0.breaker.refusal(at: elapsed) != nil }
    }

    /// - Throws: ``OpenError`` if nobody may ask now. Takes no permit.
    public func check() throws(OpenError) {
        let elapsed = self.stopwatch.elapsed
        if let remaining = self.state.withLockedValue({ $0.breaker.refusal(at: elapsed) }) {
            throw OpenError(name: self.name, remaining: remaining)
        }
    }

    /// Lets a caller ask, who must ``record(_:of:)`` what came of it.
    /// - Throws: ``OpenError`` if nobody may ask now.
    public func admit() throws(OpenError) -> CircuitBreaker.Permit {
        let permit = self.change { $0.admit(at: $1) }
        if let permit { return permit }
        try self.check()
        throw OpenError(name: self.name, remaining: .zero)
    }

    /// Takes in what came of asking.
    public func record(_ outcome: CircuitBreaker.Outcome, of permit: CircuitBreaker.Permit) {
        let jitter = self.jitter()
        self.change { $0.record(outcome, of: permit, at: $1, jitter: jitter) }
    }

    @discardableResult
    private func change<Result>(_ body: (inout CircuitBreaker, _ elapsed: Duration) -> Result) -> Result {
        let elapsed = self.stopwatch.elapsed
        let (result, changed) = self.state.withLockedValue { state in
            let before = state.breaker.state
            let result = body(&state.breaker, elapsed)
            let after = state.breaker.state
            if before != after { state.since = self.now() }
            return (result, before == after ? nil : after)
        }
        if let changed { self.tell(changed) }
        return result
    }

    private func tell(_ state: CircuitBreaker.State) {
        let metadata: Logger.Metadata = ["circuit": "\(self.name)"]
        switch state {
        case .closed: self.logger.notice("Circuit closed: all may ask again", metadata: metadata)
        case .halfOpen: self.logger.notice("Circuit half-open: one request tries", metadata: metadata)
        case .open: self.logger.warning("Circuit opened: too many failures in a row", metadata: metadata)
        }
    }
}
