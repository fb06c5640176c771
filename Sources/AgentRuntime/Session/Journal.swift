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
        let isKept: Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var last: EventSequence
        /// Handed in to be kept, and not stored yet. Only ``write()`` changes them.
        var arrears: [Entry] = []
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

    /// Whether there is something kept that could not be stored yet.
    var isInArrears: Bool { self.state.withLockedValue { !$0.arrears.isEmpty } }

    var isWriting: Bool { self.state.withLockedValue(\.isWriting) }

    /// Stores facts; they are on record when it returns.
    /// - Parameter isKept: whether they are kept when they cannot be stored, to go before what is handed in later.
    /// - Throws: ``SessionStoreError``; then none of them are.
    func append(_ facts: [SessionEvent.Fact], turn: TurnNumber?, isKept: Bool = false) async throws {
        try await self.append(facts.map { Entry(turn: turn, fact: $0) }, isKept: isKept)
    }

    /// Stores facts of several turns at once.
    func append(_ entries: [Entry], isKept: Bool = false) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let begins = self.state.withLockedValue { state in
                state.waiting.append(Request(entries: entries, isKept: isKept, continuation: continuation))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            // Unstructured, so that the caller's cancellation does not reach the store; ends when nothing waits.
            if begins { Task { await self.write() } }
        }
    }

    /// Stores what was kept.
    /// - Throws: ``SessionStoreError``.
    func settle() async throws {
        if self.isInArrears { try await self.append([]) }
    }

    private func write() async {
        while let (batch, arrears, last) = self.takeBatch() {
            var sequence = last
            let at = self.now()
            let events = (arrears + batch.flatMap(\.entries)).map { entry in
                sequence = sequence.next
                return SessionEvent(sequence: sequence, at: at, turn: entry.turn, fact: entry.fact)
            }
            do throws(SessionStoreError) {
                if !events.isEmpty { try await self.store.append(events, to: self.session, after: last) }
                self.state.withLockedValue { [sequence] state in
                    state.last = sequence
                    state.arrears.removeAll()
                }
                self.stored(events)
                for request in batch { request.continuation.resume() }
            } catch {
                self.state.withLockedValue { state in
                    if case .unavailable = error {
                        state.arrears += batch.filter(\.isKept).flatMap(\.entries)
                    } else {
                        // The journal is gone, or somebody else's, who knows how its turns go on.
                        state.arrears.removeAll()
                    }
                }
                for request in batch { request.continuation.resume(throwing: error) }
            }
        }
    }

    private func takeBatch() -> (batch: [Request], arrears: [Entry], last: EventSequence)? {
        self.state.withLockedValue { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.waiting.removeAll() }
            return (state.waiting, state.arrears, state.last)
        }
    }
}
