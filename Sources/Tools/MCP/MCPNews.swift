import NIOConcurrencyHelpers

/// Word that a server's list of tools may have changed, for the one who waits for it. Word that comes while nobody waits is
/// kept, once.
final class MCPNews: Sendable {
    private struct State {
        var isThere = false
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = NIOLockedValueBox(State())

    func arrived() {
        let waiter = self.state.withLockedValue { state in
            if state.waiter == nil { state.isThere = true }
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Waits for word, or for so long.
    /// - Throws: `CancellationError`.
    func wait(atMost limit: Duration?, on clock: any Clock<Duration>) async throws {
        guard let limit else { return try await self.wait() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.wait() }
            group.addTask { try await clock.sleep(for: limit) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func wait() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = self.state.withLockedValue { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isThere {
                        state.isThere = false
                        return .success(())
                    }
                    state.waiter = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = self.state.withLockedValue { $0.waiter.take() }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
