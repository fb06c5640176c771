import NIOConcurrencyHelpers

/// Lets so many at a time do something; the others wait, and the keys among them are served in turn.
public final class ConcurrencyLimit<Key: Hashable & Sendable>: Sendable {
    /// Thrown when no place came free in time.
    public struct Exceeded: Error, Hashable {
        /// How many may be under way at a time.
        public let limit: Int
    }

    private struct Waiter: Sendable {
        let id: Int
        let key: Key
        let race = Race<Void>()
    }

    private struct State {
        var taken = 0
        var waiters = FairQueue<Key, Waiter>()
        var nextID = 0
    }

    /// How many may be under way at a time.
    public let limit: Int
    private let clock: any Clock<Duration>
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - limit: how many may be under way at a time, from 1.
    ///   - clock: what the waiting is measured on.
    public init(_ limit: Int, clock: any Clock<Duration> = ContinuousClock()) {
        self.limit = max(1, limit)
        self.clock = clock
    }

    /// How many are under way.
    public var taken: Int { self.state.withLockedValue(\.taken) }

    /// How many wait.
    public var waiting: Int { self.state.withLockedValue(\.waiters.count) }

    /// Runs `body` once there is a place for it, and gives the place back.
    /// - Parameter key: whose turn it is. No key waits until another one's line is empty.
    /// - Throws: ``Exceeded`` when the deadline passes before, `CancellationError` when the task is cancelled before, and
    ///   what `body` throws.
    public func withPlace<Result>(
        for key: Key,
        until deadline: Deadline,
        body: () async throws -> Result
    ) async throws -> Result {
        try await self.takePlace(for: key, until: deadline)
        defer { self.giveBack() }
        return try await body()
    }

    private func takePlace(for key: Key, until deadline: Deadline) async throws {
        try Task.checkCancellation()
        guard let waiter = self.waiter(for: key) else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await self.clock.sleep(for: deadline.remaining)
                self.end(waiter, with: Exceeded(limit: self.limit))
            }
            defer { group.cancelAll() }
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { waiter.race.begin($0) }
            } onCancel: {
                self.end(waiter, with: CancellationError())
            }
        }
    }

    /// Takes a free place and gives `nil`, or joins those who wait.
    private func waiter(for key: Key) -> Waiter? {
        self.state.withLockedValue { state in
            guard state.taken >= self.limit else {
                state.taken += 1
                return nil
            }
            let waiter = Waiter(id: state.nextID, key: key)
            state.nextID += 1
            state.waiters.append(waiter, for: key)
            return waiter
        }
    }

    /// Sends a waiter away, unless it was given a place: only who takes it out of the queue settles what it waits for.
    private func end(_ waiter: Waiter, with error: any Error) {
        let removed = self.state.withLockedValue { $0.waiters.remove(for: waiter.key) { $0.id == waiter.id } }
        removed?.race.finish(.failure(error))
    }

    /// Hands the place to the next who waits.
    private func giveBack() {
        let next = self.state.withLockedValue { state in
            let next = state.waiters.popFirst()
            if next == nil { state.taken -= 1 }
            return next
        }
        next?.race.finish(.success(()))
    }
}
