import AgentRuntime
import NIOConcurrencyHelpers

/// A store that stops before or after it keeps what is said of a write.
final class HaltingStore: SessionStore {
    private let store: any SessionStore
    private let point: ProbePoint?
    private let writes = NIOLockedValueBox<Set<CallID>>([])

    init(store: any SessionStore, point: ProbePoint?) {
        self.store = store
        self.point = point
    }

    func append(
        _ events: [SessionEvent],
        to session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) {
        let facts = events.map(\.fact)
        let isIntent = facts.contains { self.isIntent($0) }
        let isResult = facts.contains { self.isResult($0) }
        if isIntent, self.point == .beforeIntent { await EffectProbe.halt() }
        if isResult, self.point == .beforeResult { await EffectProbe.halt() }
        try await self.store.append(events, to: session, after: after)
        if isIntent, self.point == .afterIntent { await EffectProbe.halt() }
        if isResult, self.point == .afterResult { await EffectProbe.halt() }
    }

    private func isIntent(_ fact: SessionEvent.Fact) -> Bool {
        guard case .toolCalled(let called) = fact, called.effect == .write else { return false }
        self.writes.withLockedValue { _ = $0.insert(called.call) }
        return true
    }

    private func isResult(_ fact: SessionEvent.Fact) -> Bool {
        guard case .toolReturned(let returned) = fact else { return false }
        return self.writes.withLockedValue { $0.contains(returned.call) }
    }

    func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError) {
        try await self.store.create(session, event: event)
    }

    func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord? {
        try await self.store.session(id)
    }

    func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord] {
        try await self.store.sessions(matching: query)
    }

    func ids(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionID] {
        try await self.store.ids(matching: query)
    }

    func countOpen() async throws(SessionStoreError) -> [OpenSessionCount] {
        try await self.store.countOpen()
    }

    func events(of session: SessionID, after: EventSequence) async throws(SessionStoreError) -> [SessionEvent] {
        try await self.store.events(of: session, after: after)
    }

    func erase(_ sessions: [SessionID]) async throws(SessionStoreError) {
        try await self.store.erase(sessions)
    }
}
