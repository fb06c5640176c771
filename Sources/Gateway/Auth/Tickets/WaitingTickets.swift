import AgentRuntime

/// The tickets that wait to be used. They live equally long, so that they expire in the order in which they came, and each
/// use takes constant time.
struct WaitingTickets: Sendable {
    struct Entry: Sendable {
        let session: SessionID
        let holder: TicketTable.Holder
        let expiresAt: Timestamp

        func isGood(for session: SessionID, at now: Timestamp) -> Bool {
            self.session == session && now < self.expiresAt
        }
    }

    private let limit: Int
    private let perSession: Int
    private var entries: [TokenDigest: Entry] = [:]
    /// The tickets of each session, oldest first.
    private var sessions: [SessionID: [TokenDigest]] = [:]
    /// All in the order in which they came, those that have gone since included.
    private var order: [TokenDigest] = []
    /// Where in `order` the oldest stands.
    private var oldest = 0

    /// - Parameters:
    ///   - limit: tickets of all sessions.
    ///   - perSession: tickets of one session.
    init(limit: Int, perSession: Int) {
        self.limit = limit
        self.perSession = perSession
    }

    var count: Int { self.entries.count }

    subscript(digest: TokenDigest) -> Entry? { self.entries[digest] }

    /// Adds a ticket, in the place of its session's oldest if that has too many.
    /// - Returns: whether there was room for it.
    mutating func add(_ entry: Entry, under digest: TokenDigest, at now: Timestamp) -> Bool {
        self.dropExpired(at: now)
        if let own = self.sessions[entry.session], own.count >= self.perSession { self.remove(own[0]) }
        guard self.entries.count < self.limit else { return false }
        self.entries[digest] = entry
        self.sessions[entry.session, default: []].append(digest)
        self.order.append(digest)
        return true
    }

    @discardableResult
    mutating func remove(_ digest: TokenDigest) -> Entry? {
        guard let entry = self.entries.removeValue(forKey: digest) else { return nil }
        var own = self.sessions[entry.session] ?? []
        own.removeAll { $0 == digest }
        self.sessions[entry.session] = own.isEmpty ? nil : own
        return entry
    }

    private mutating func dropExpired(at now: Timestamp) {
        while self.oldest < self.order.count {
            let digest = self.order[self.oldest]
            if let entry = self.entries[digest], now < entry.expiresAt { break }
            self.remove(digest)
            self.oldest += 1
        }
        // Behind one that waits there may be any number that have gone: at times they are counted out.
        if self.order.count > 2 * self.entries.count + 64 {
            self.order = self.order[self.oldest...].filter { self.entries[$0] != nil }
            self.oldest = 0
        }
    }
}
