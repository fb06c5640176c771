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
    /// About the user of this name or created by its bearer, byte for byte.
    public var user: String?
    /// Among these.
    public var ids: Set<SessionID>?
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
        user: String? = nil,
        ids: Set<SessionID>? = nil,
        after: Position? = nil,
        limit: Int = 1000
    ) {
        self.isOpen = isOpen
        self.lastUsedBefore = lastUsedBefore
        self.hasOpenTurns = hasOpenTurns
        self.regions = regions
        self.user = user
        self.ids = ids
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
