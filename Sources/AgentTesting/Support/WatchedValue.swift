import NIOConcurrencyHelpers

/// A value behind a lock, and a way to wait until it is as one wants it.
final class WatchedValue<Value: Sendable>: Sendable {
    private struct Waiter {
        let id: Int
        let isMet: @Sendable (Value) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var value: Value
        var waiters: [Waiter] = []
        var nextID = 0
        /// Cancelled before they began to wait.
        var cancelled: Set<Int> = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ value: Value) {
        self.state = NIOLockedValueBox(State(value: value))
    }

    /// The value now.
    var value: Value { self.state.withLockedValue(\.value) }

    /// Changes the value and wakes whoever has waited for that.
    func update<Result>(_ change: (inout Value) -> Result) -> Result {
        let (result, met) = self.state.withLockedValue { state in
            let result = change(&state.value)
            let value = state.value
            let met = state.waiters.filter { $0.isMet(value) }
            if !met.isEmpty { state.waiters.removeAll { waiter in met.contains { $0.id == waiter.id } } }
            return (result, met)
        }
        for waiter in met { waiter.continuation.resume() }
        return result
    }

    /// Waits until the value meets a condition.
    /// - Throws: `CancellationError` when the task is cancelled before.
    func wait(until isMet: @escaping @Sendable (Value) -> Bool) async throws {
        let id = self.state.withLockedValue { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = self.state.withLockedValue { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if isMet(state.value) { return .success(()) }
                    state.waiters.append(Waiter(id: id, isMet: isMet, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = self.state.withLockedValue { state in
                let waiter = state.waiters.first { $0.id == id }
                state.waiters.removeAll { $0.id == id }
                if waiter == nil { state.cancelled.insert(id) }
                return waiter
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}
