import NIOConcurrencyHelpers

/// The writing end of one session's journal: numbers facts in the order in which they are handed in and stores them.
///
/// What is handed in while a write is under way goes out together with the next one. Nothing here heeds cancellation: a
/// fact that has been handed in will be stored, or its caller told why not.
final class Journal: Sendable {
    /// A fact that is not numbered yet.
    struct Entry: Sendable {
        var turn: TurnNumber?
        var fact: SessionEvent.Fact
    }

    private struct Request {
        let entries: [Entry]
        let continuation: CheckedContinuation<[SessionEvent], any Error>
    }

    private struct State {
        var last: EventSequence
        var waiting: [Request] = []
        var isWriting = false
    }

    private let session: SessionID
    private let store: any SessionStore
    private let now: @Sendable () -> Timestamp
    /// Told what was stored, in order, before whoever handed it in.
    private let stored: @Sendable ([SessionEvent]) -> Void
    private let state: NIOLockedValueBox<State>

    init(
        session: SessionID,
        after last: EventSequence,
        store: any SessionStore,
        now: @escaping @Sendable () -> Timestamp,
        stored: @escaping @Sendable ([SessionEvent]) -> Void
    ) {
        self.session = session
        self.store = store
        self.now = now
        self.stored = stored
        self.state = NIOLockedValueBox(State(last: last))
    }

    /// Stores facts; they are on record when it returns.
    /// - Throws: ``SessionStoreError``; then none of them are.
    @discardableResult
    func append(_ facts: [SessionEvent.Fact], turn: TurnNumber?) async throws -> [SessionEvent] {
        try await self.append(facts.map { Entry(turn: turn, fact: $0) })
    }

    /// Stores facts of several turns at once.
    @discardableResult
    func append(_ entries: [Entry]) async throws -> [SessionEvent] {
        try await withCheckedThrowingContinuation { continuation in
            let begins = self.state.withLockedValue { state in
                state.waiting.append(Request(entries: entries, continuation: continuation))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            // Unstructured, so that the caller's cancellation does not reach the store; ends when nothing waits.
            if begins { Task { await self.write() } }
        }
    }

    private func write() async {
        while let (batch, last) = self.takeBatch() {
            var sequence = last
            let at = self.now()
            let events = batch.map { request in
                request.entries.map { entry in
                    sequence = sequence.next
                    return SessionEvent(sequence: sequence, at: at, turn: entry.turn, fact: entry.fact)
                }
            }
            do {
                let all = events.flatMap(\.self)
                try await self.store.append(all, to: self.session, after: last)
                self.state.withLockedValue { $0.last = sequence }
                self.stored(all)
                for (request, events) in zip(batch, events) { request.continuation.resume(returning: events) }
            } catch {
                for request in batch { request.continuation.resume(throwing: error) }
            }
        }
    }

    private func takeBatch() -> (batch: [Request], last: EventSequence)? {
        self.state.withLockedValue { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.waiting.removeAll() }
            return (state.waiting, state.last)
        }
    }
}
