import NIOConcurrencyHelpers

/// A call that somebody else than its own task may cancel, also before it has begun.
final class RunningCall: Sendable {
    private struct State {
        var isCancelled = false
        var cancelWork: (@Sendable () -> Void)?
        var workEnds: (@Sendable () async -> Void)?
    }

    private let state = NIOLockedValueBox(State())

    /// Runs `body` until it ends; cancelling the call or the calling task cancels it.
    /// - Returns: `nil` when it was cancelled before it began.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value? {
        let work: Task<Value, Never>? = self.state.withLockedValue { state in
            if state.isCancelled { return nil }
            // Unstructured so that cancel() can reach it; awaited here, whatever happens.
            let work = Task { await body() }
            state.cancelWork = { work.cancel() }
            state.workEnds = { _ = await work.value }
            return work
        }
        guard let work else { return nil }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
    }

    func cancel() {
        let cancelWork = self.state.withLockedValue { state in
            state.isCancelled = true
            return state.cancelWork
        }
        cancelWork?()
    }

    /// Waits until it has ended, if it has begun: a write settles though it was cancelled.
    func ends() async {
        await self.state.withLockedValue(\.workEnds)?()
    }
}
