import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers

/// A store whose appends a test makes fail or wait, by the types of the events that are to be stored.
final class FaultyStore: SessionStore {
    struct DiskFull: Error {}

    private struct State {
        var refused: Set<String> = []
        var held: [String: Gate] = [:]
        var stored: [String: Gate] = [:]
        /// What waits at a gate.
        var waiting: Set<String> = []
    }

    private let store = InMemorySessionStore()
    private let state = NIOLockedValueBox(State())
    /// Where each refusal comes by.
    private let refusals = Gate(isOpen: true)

    /// From now on fails to store events of these types, and no others.
    func refuse(_ types: String...) {
        self.state.withLockedValue { $0.refused = Set(types) }
    }

    /// Lets the next events of the type wait at `gate` before they are stored.
    func hold(_ type: String, at gate: Gate) {
        self.state.withLockedValue { $0.held[type] = gate }
    }

    /// Whether events wait at a gate among which is one of the type.
    func holds(_ type: String) -> Bool {
        self.state.withLockedValue { $0.waiting.contains(type) }
    }

    /// Waits until so many appends have stored an event of the type.
    func stored(_ type: String, times: Int = 1) async throws {
        try await self.gate(of: type).arrived(times)
    }

    /// Waits until so many appends have failed.
    func refusals(_ count: Int) async throws {
        try await self.refusals.arrived(count)
    }

    private func gate(of type: String) -> Gate {
        self.state.withLockedValue { state in
            let gate = state.stored[type] ?? Gate(isOpen: true)
            state.stored[type] = gate
            return gate
        }
    }

    func append(
        _ events: [SessionEvent],
        to session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) {
        let types = Set(events.map(\.fact.type))
        let held = self.state.withLockedValue { state in types.compactMap { state.held.removeValue(forKey: $0) } }
        if !held.isEmpty {
            self.state.withLockedValue { $0.waiting = types }
            for gate in held { await gate.passUncancellably() }
            self.state.withLockedValue { $0.waiting = [] }
        }
        if self.state.withLockedValue({ !$0.refused.isDisjoint(with: types) }) {
            self.refusals.arrive()
            throw .unavailable(underlying: DiskFull())
        }
        try await self.store.append(events, to: session, after: after)
        for type in types { self.gate(of: type).arrive() }
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
