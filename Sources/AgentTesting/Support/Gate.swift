import NIOConcurrencyHelpers

/// Holds up whoever waits at it until a test opens it. It also tells the test how many have arrived, so that a test waits
/// for what has happened instead of for time.
///
/// Once open it stays open. Waiting ends early when the task is cancelled.
public final class Gate: Sendable {
    private struct Waiter {
        let id: Int
        /// Resumed when so many have arrived; `nil` for one that waits for the gate to open.
        let arrivals: Int?
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var isOpen: Bool
        var arrivals = 0
        var nextID = 0
        var waiters: [Waiter] = []
        /// Cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter isOpen: whether it lets everybody through from the beginning.
    public init(isOpen: Bool = false) {
        self.state = NIOLockedValueBox(State(isOpen: isOpen))
    }

    /// Lets everybody through, now and from now on.
    public func open() {
        let released = self.state.withLockedValue { state in
            state.isOpen = true
            return state.takeWaiters { $0.arrivals == nil }
        }
        for waiter in released { waiter.continuation.resume() }
    }

    /// How many have come to the gate, those that were let through included.
    public var arrivals: Int { self.state.withLockedValue(\.arrivals) }

    /// Comes to the gate and waits until it is open.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func pass() async throws {
        let released = self.state.withLockedValue { state in
            state.arrivals += 1
            let count = state.arrivals
            return state.takeWaiters { $0.arrivals.map { $0 <= count } ?? false }
        }
        for waiter in released { waiter.continuation.resume() }
        try await self.wait { $0.isOpen }
    }

    /// Comes to the gate and waits until it is open, also when the task is cancelled: for work that cannot be stopped.
    public func passUncancellably() async {
        // Unstructured, so that the caller's cancellation does not reach it; ends when the gate opens.
        _ = await Task { try? await self.pass() }.value
    }

    /// Waits until so many have come to the gate.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func arrived(_ count: Int = 1) async throws {
        try await self.wait(arrivals: count) { $0.arrivals >= count }
    }

    private func wait(arrivals: Int? = nil, until isMet: @escaping @Sendable (State) -> Bool) async throws {
        let id = self.state.withLockedValue { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = self.state.withLockedValue { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if isMet(state) { return .success(()) }
                    state.waiters.append(Waiter(id: id, arrivals: arrivals, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = self.state.withLockedValue { state in
                let waiter = state.takeWaiters { $0.id == id }.first
                if waiter == nil { state.cancelled.insert(id) }
                return waiter
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}

extension Gate.State {
    fileprivate mutating func takeWaiters(where isTaken: (Gate.Waiter) -> Bool) -> [Gate.Waiter] {
        let taken = self.waiters.filter(isTaken)
        self.waiters.removeAll(where: isTaken)
        return taken
    }
}
