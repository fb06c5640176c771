import NIOConcurrencyHelpers

/// A clock that stands still until a test moves it.
public final class ManualClock: Clock {
    /// So long after the clock was made.
    public struct Instant: InstantProtocol {
        let sinceStart: Duration

        /// The instant that much later.
        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: self.sinceStart + duration) }
        /// How long it is to `other`; negative if that is earlier.
        public func duration(to other: Instant) -> Duration { other.sinceStart - self.sinceStart }
        /// Whether `left` is earlier.
        public static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var sleepers: [(until: Instant, gate: Gate)] = []
    }

    private let state = NIOLockedValueBox(State())
    private let slept = Gate(isOpen: true)

    /// A clock at its zero.
    public init() {}

    /// Where the clock stands.
    public var now: Instant { self.state.withLockedValue(\.now) }
    /// A nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until the clock has been moved to `deadline`.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let gate = Gate()
        self.state.withLockedValue { state in
            if deadline <= state.now { gate.open() } else { state.sleepers.append((deadline, gate)) }
        }
        self.slept.arrive()
        try await gate.pass()
    }

    /// Moves the clock on and wakes whoever has slept long enough.
    public func advance(by duration: Duration) {
        let woken = self.state.withLockedValue { state in
            let now = state.now.advanced(by: duration)
            let woken = state.sleepers.filter { $0.until <= now }
            state.now = now
            state.sleepers.removeAll { $0.until <= now }
            return woken
        }
        for sleeper in woken { sleeper.gate.open() }
    }

    /// Waits until so many have gone to sleep since the clock was made.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func sleepers(_ count: Int = 1) async throws {
        try await self.slept.arrived(count)
    }
}
