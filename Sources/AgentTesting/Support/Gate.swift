/// Holds up whoever waits at it until a test opens it. It also tells the test how many have come, so that a test waits for
/// what has happened instead of for time.
///
/// Once open it stays open. Waiting ends early when the task is cancelled.
public final class Gate: Sendable {
    private struct State {
        var isOpen: Bool
        var arrivals = 0
    }

    private let state: WatchedValue<State>

    /// - Parameter isOpen: whether it lets everybody through from the beginning.
    public init(isOpen: Bool = false) {
        self.state = WatchedValue(State(isOpen: isOpen))
    }

    /// Lets everybody through, now and from now on.
    public func open() {
        self.state.update { $0.isOpen = true }
    }

    /// How many have come to the gate, those that were let through included.
    public var arrivals: Int { self.state.value.arrivals }

    /// Comes to the gate without waiting there.
    public func arrive() {
        self.state.update { $0.arrivals += 1 }
    }

    /// Comes to the gate and waits until it is open.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func pass() async throws {
        self.arrive()
        try await self.state.wait { $0.isOpen }
    }

    /// Comes to the gate and waits until it is open, also when the task is cancelled: for work that cannot be stopped.
    public func passUncancellably() async {
        // Unstructured, so that the caller's cancellation does not reach it; ends when the gate opens.
        _ = await Task { try await self.pass() }.result
    }

    /// Waits until so many have come to the gate.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func arrived(_ count: Int = 1) async throws {
        try await self.state.wait { $0.arrivals >= count }
    }
}
