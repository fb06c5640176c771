/// Keeps sessions and their journals. Event numbers start at 1 and have no gaps.
///
/// What a ``SessionRecord`` counts is derived from the events as they are appended (``SessionProgress``), in the same
/// transaction. No call is cut short by the cancellation of its task.
public protocol SessionStore: Sendable {
    /// Stores a new session with its first event.
    func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError)
    /// The session, closed or not; `nil` where there is none.
    func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord?
    /// The sessions that match, the longest unused first, those used at the same time by id. Damaged ones are left out.
    func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord]
    /// The ids of the sessions that match, damaged ones among them, in the same order.
    func ids(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionID]
    /// How many sessions are not closed, by whom they count for.
    func countOpen() async throws(SessionStoreError) -> [OpenSessionCount]
    /// Stores all of `events` or, when it throws, none; ``SessionStoreError/conflict`` if the journal has moved on.
    func append(_ events: [SessionEvent], to session: SessionID, after: EventSequence) async throws(SessionStoreError)
    /// The events numbered above `after`, oldest first; ``SessionStoreError/damaged`` where one is missing.
    func events(of session: SessionID, after: EventSequence) async throws(SessionStoreError) -> [SessionEvent]
    /// Forgets the sessions and everything in their journals, beyond recovery; harmless where there are none.
    func erase(_ sessions: [SessionID]) async throws(SessionStoreError)
}

/// How many sessions are open under one name.
public struct OpenSessionCount: Hashable, Sendable {
    /// As in ``SessionRecord/holder``.
    public var holder: Subject?
    public var count: Int

    public init(holder: Subject?, count: Int) {
        self.holder = holder
        self.count = count
    }
}

/// Why a store could not do what it was asked.
public enum SessionStoreError: Error, CustomStringConvertible {
    /// The journal has moved on: somebody else appends to it.
    case conflict(SessionID)
    /// There is no such session.
    case notFound(SessionID)
    /// What is stored of this session cannot be read; the others are not concerned.
    case damaged(SessionID, underlying: any Error)
    /// The database failed.
    case unavailable(underlying: any Error)

    /// The session that the error is about; `nil` where the store as a whole failed.
    public var session: SessionID? {
        switch self {
        case .conflict(let id), .notFound(let id), .damaged(let id, _): id
        case .unavailable: nil
        }
    }

    public var description: String {
        switch self {
        case .conflict(let id): "The journal of session \(id) was written by somebody else."
        case .notFound(let id): "There is no session \(id)."
        case .damaged(_, let error): "\(error)"
        case .unavailable(let error): "The session store failed: \(error)"
        }
    }
}
