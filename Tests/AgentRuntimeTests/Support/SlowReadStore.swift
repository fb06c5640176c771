import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers

/// A store in memory that counts how often journals are read, and can hold up the first who reads one.
final class SlowReadStore: SessionStore {
    let sessions = InMemorySessionStore()
    /// Where the first reader waits, with what it has read.
    let gate: Gate
    private let count = NIOLockedValueBox(0)

    init(gate: Gate = Gate(isOpen: true)) {
        self.gate = gate
    }

    /// How often a journal was read.
    var reads: Int { self.count.withLockedValue(\.self) }

    func events(of session: SessionID, after: EventSequence) async throws(SessionStoreError) -> [SessionEvent] {
        let events = try await self.sessions.events(of: session, after: after)
        let number = self.count.withLockedValue { count in
            count += 1
            return count
        }
        if number == 1 { await self.gate.passUncancellably() }
        return events
    }

    func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError) {
        try await self.sessions.create(session, event: event)
    }

    func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord? {
        try await self.sessions.session(id)
    }

    func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord] {
        try await self.sessions.sessions(matching: query)
    }

    func ids(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionID] {
        try await self.sessions.ids(matching: query)
    }

    func countOpen() async throws(SessionStoreError) -> [OpenSessionCount] {
        try await self.sessions.countOpen()
    }

    func append(
        _ events: [SessionEvent],
        to session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) {
        try await self.sessions.append(events, to: session, after: after)
    }

    func erase(_ sessions: [SessionID]) async throws(SessionStoreError) {
        try await self.sessions.erase(sessions)
    }
}
