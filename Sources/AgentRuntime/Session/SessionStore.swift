/// Keeps sessions and their journals. Event numbers start at 1 and have no gaps.
///
/// What a ``SessionRecord`` counts is derived from the events as they are appended (``SessionProgress``), in the same
/// transaction. No call is cut short by the cancellation of its task.
public protocol SessionStore: Sendable {
    /// Stores a new session with its first event.
    func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError)
    /// The session, closed or not; `nil` where there is none.
    func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord?
    /// The sessions that match, the longest unused first, those used at the same time by id.
    func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord]
    /// How many sessions are not closed.
    func countOpen() async throws(SessionStoreError) -> Int
    /// Stores all of `events` or, when it throws, none; ``SessionStoreError/conflict`` if the journal has moved on.
    func append(_ events: [SessionEvent], to session: SessionID, after: EventSequence) async throws(SessionStoreError)
    /// The events numbered above `after`, oldest first.
    func events(of session: SessionID, after: EventSequence) async throws(SessionStoreError) -> [SessionEvent]
    /// Forgets the session and everything in its journal.
    func erase(_ session: SessionID) async throws(SessionStoreError)
}

/// Which sessions are asked for. All conditions must hold.
public struct SessionQuery: Hashable, Sendable {
    /// `true` for sessions that are not closed, `false` for those that are.
    public var isOpen: Bool?
    /// Last used before this instant.
    public var lastUsedBefore: Timestamp?
    /// `true` for sessions with a turn that has not ended.
    public var hasOpenTurns: Bool?
    /// In one of these regions.
    public var regions: Set<RegionID>?
    /// Those that come after this one in the order of the answer.
    public var after: Position?
    /// At most so many.
    public var limit: Int

    /// A session's place in the order of answers. A session that is used in the meantime moves on, so that going through all
    /// of them page by page leaves none out.
    public struct Position: Hashable, Sendable {
        public var lastUsedAt: Timestamp
        public var id: SessionID

        public init(lastUsedAt: Timestamp, id: SessionID) {
            self.lastUsedAt = lastUsedAt
            self.id = id
        }
    }

    public init(
        isOpen: Bool? = nil,
        lastUsedBefore: Timestamp? = nil,
        hasOpenTurns: Bool? = nil,
        regions: Set<RegionID>? = nil,
        after: Position? = nil,
        limit: Int = 1000
    ) {
        self.isOpen = isOpen
        self.lastUsedBefore = lastUsedBefore
        self.hasOpenTurns = hasOpenTurns
        self.regions = regions
        self.after = after
        self.limit = limit
    }
}

extension SessionRecord {
    /// Where the session stands among others.
    public var position: SessionQuery.Position {
        .init(lastUsedAt: self.progress.lastUsedAt, id: self.id)
    }
}

/// Why a store could not do what it was asked.
public enum SessionStoreError: Error, CustomStringConvertible {
    /// The journal has moved on: somebody else appends to it.
    case conflict(SessionID)
    /// There is no such session.
    case notFound(SessionID)
    /// The database failed.
    case unavailable(underlying: any Error)

    public var description: String {
        switch self {
        case .conflict(let id): "The journal of session \(id) was written by somebody else."
        case .notFound(let id): "There is no session \(id)."
        case .unavailable(let error): "The session store failed: \(error)"
        }
    }
}
