import NIOConcurrencyHelpers

/// Lets the reads of one client run beside each other up to a cap, and each write alone, in the order in which they came: as
/// a turn does with the calls of a step.
final class CallTurnstile: Sendable {
    private struct Waiter: Sendable {
        let id: Int
        let isWrite: Bool
        let race = Race<Void>()
    }

    private struct State {
        var reads = 0
        var isWriting = false
        var waiters: [Waiter] = []
        var nextID = 0

        func hasPlace(forWrite isWrite: Bool, cap: Int) -> Bool {
            isWrite ? self.reads == 0 && !self.isWriting : self.reads < cap && !self.isWriting
        }

        mutating func take(forWrite isWrite: Bool) {
            if isWrite { self.isWriting = true } else { self.reads += 1 }
        }
    }

    private let cap: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameter cap: reads that may run at the same time.
    init(cap: Int) {
        self.cap = max(1, cap)
    }

    /// How many wait: what a test looks for before it goes on.
    var waitingCount: Int { self.state.withLockedValue(\.waiters.count) }

    /// Runs `body` when its turn has come.
    /// - Throws: `CancellationError` when the task is cancelled before, and what `body` throws.
    func withPlace<Result>(isWrite: Bool, body: () async throws -> Result) async throws -> Result {
        try await self.enter(isWrite)
        defer { self.leave(isWrite) }
        return try await body()
    }

    private func enter(_ isWrite: Bool) async throws {
        let waiter: Waiter? = self.state.withLockedValue { state in
            if state.waiters.isEmpty, state.hasPlace(forWrite: isWrite, cap: self.cap) {
                state.take(forWrite: isWrite)
                return nil
            }
            defer { state.nextID += 1 }
            let waiter = Waiter(id: state.nextID, isWrite: isWrite)
            state.waiters.append(waiter)
            return waiter
        }
        guard let waiter else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter.race.begin($0) }
        } onCancel: {
            // Whoever was let in already goes in, and finds its task cancelled there.
            let wasWaiting = self.state.withLockedValue { state in
                let index = state.waiters.firstIndex { $0.id == waiter.id }
                if let index { state.waiters.remove(at: index) }
                return index != nil
            }
            guard wasWaiting else { return }
            waiter.race.finish(.failure(CancellationError()))
            self.letIn()
        }
    }

    private func leave(_ isWrite: Bool) {
        self.state.withLockedValue { state in
            if isWrite { state.isWriting = false } else { state.reads -= 1 }
        }
        self.letIn()
    }

    /// Lets in whoever is first, as long as there is a place.
    private func letIn() {
        let entering: [Waiter] = self.state.withLockedValue { state in
            var entering: [Waiter] = []
            while let first = state.waiters.first, state.hasPlace(forWrite: first.isWrite, cap: self.cap) {
                state.take(forWrite: first.isWrite)
                entering.append(state.waiters.removeFirst())
            }
            return entering
        }
        for waiter in entering { waiter.race.finish(.success(())) }
    }
}
