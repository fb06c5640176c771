public import AgentRuntime
import NIOConcurrencyHelpers

/// Keeps sessions for as long as it lives itself: for tests and throw-away services.
public final class InMemorySessionStore: SessionStore {
    private struct Stored {
        var record: SessionRecord
        var events: [SessionEvent]
        var isDamaged = false
    }

    /// Why a journal that was damaged cannot be read.
    private struct Damage: Error {}

    private let sessions = NIOLockedValueBox<[SessionID: Stored]>([:])

    /// An empty store.
    public init() {}

    /// Refuses an id that is taken with ``SessionStoreError/conflict(_:)``.
    public func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError) {
        let isNew = self.sessions.withLockedValue { sessions in
            guard sessions[session.id] == nil else { return false }
            sessions[session.id] = Stored(record: session, events: [event])
            return true
        }
        guard isNew else { throw .conflict(session.id) }
    }

    /// The session; `nil` where there is none.
    public func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord? {
        self.sessions.withLockedValue { $0[id]?.record }
    }

    /// The sessions that match, the longest unused first, those used at the same time by id.
    public func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord] {
        let matching = self.sessions.withLockedValue { $0.values.map(\.record).filter(query.matches) }
        let sorted = matching.sorted { left, right in
            (left.progress.lastUsedAt, left.id.rawValue) < (right.progress.lastUsedAt, right.id.rawValue)
        }
        return Array(sorted.prefix(max(0, query.limit)))
    }

    /// The ids of the sessions that match, in the same order.
    public func ids(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionID] {
        try await self.sessions(matching: query).map(\.id)
    }

    /// How many sessions are not closed, by whom they count for.
    public func countOpen() async throws(SessionStoreError) -> [OpenSessionCount] {
        let open = self.sessions.withLockedValue { $0.values.map(\.record).filter { $0.progress.closedAt == nil } }
        return Dictionary(grouping: open, by: \.holder).map { OpenSessionCount(holder: $0, count: $1.count) }
    }

    /// Stores the events, or throws ``SessionStoreError/conflict(_:)`` if they do not follow the last one.
    public func append(
        _ events: [SessionEvent],
        to session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) {
        let result: Result<Void, SessionStoreError> = self.sessions.withLockedValue { sessions in
            guard let stored = sessions[session] else { return .failure(.notFound(session)) }
            guard stored.events.last?.sequence == after, events.follow(after) else {
                return .failure(.conflict(session))
            }
            sessions[session]?.events.append(contentsOf: events)
            sessions[session]?.record.progress += SessionProgress(of: events)
            return .success(())
        }
        try result.get()
    }

    /// The events after `after`; ``SessionStoreError/notFound(_:)`` where there is no session.
    public func events(
        of session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) -> [SessionEvent] {
        guard let stored = self.sessions.withLockedValue({ $0[session] }) else { throw .notFound(session) }
        if stored.isDamaged { throw .damaged(session, underlying: Damage()) }
        return stored.events.filter { $0.sequence > after }
    }

    /// Damages the session's journal, as a failing disk does: it cannot be read any more, while its record still can.
    public func damage(_ session: SessionID) {
        self.sessions.withLockedValue { $0[session]?.isDamaged = true }
    }

    /// Forgets the sessions; harmless where there are none.
    public func erase(_ sessions: [SessionID]) async throws(SessionStoreError) {
        self.sessions.withLockedValue { stored in
            for id in sessions { stored[id] = nil }
        }
    }
}

extension SessionQuery {
    fileprivate func matches(_ record: SessionRecord) -> Bool {
        if let isOpen = self.isOpen, isOpen != (record.progress.closedAt == nil) { return false }
        if let instant = self.lastUsedBefore, record.progress.lastUsedAt >= instant { return false }
        if let regions = self.regions, !regions.contains(record.region) { return false }
        if let user = self.user {
            let names = [record.user, record.owner?.name].compactMap { $0?.utf8 }
            if !names.contains(where: { $0.elementsEqual(user.utf8) }) { return false }
        }
        if let ids = self.ids, !ids.contains(record.id) { return false }
        if let position = self.after {
            let isAfter =
                (position.lastUsedAt, position.id.rawValue) < (record.position.lastUsedAt, record.id.rawValue)
            if !isAfter { return false }
        }
        if let hasOpenTurns = self.hasOpenTurns, hasOpenTurns != (record.progress.openTurns > 0) { return false }
        return true
    }
}

extension [SessionEvent] {
    /// Whether the events are numbered on from `last` without gaps.
    fileprivate func follow(_ last: EventSequence) -> Bool {
        zip(self, 1...).allSatisfy { $0.sequence.rawValue == last.rawValue + $1 }
    }
}
