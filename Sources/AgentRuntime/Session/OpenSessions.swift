/// Counts the open sessions of a service, in all and by user.
struct OpenSessions {
    private(set) var count = 0
    private var byHolder: [Subject: Int] = [:]

    /// - Parameter counts: those on record.
    init(_ counts: [OpenSessionCount] = []) {
        for counted in counts {
            self.count += counted.count
            if let holder = counted.holder { self.byHolder[holder, default: 0] += counted.count }
        }
    }

    /// Adds a session, if there may be one more.
    /// - Throws: ``SessionRefusal``.
    mutating func add(_ holder: Subject?, within limits: SessionSettings) throws(SessionRefusal) {
        if let limit = limits.sessions, self.count >= limit { throw .serviceFull(limit: limit) }
        if let limit = limits.sessionsPerUser, let holder, self.byHolder[holder, default: 0] >= limit {
            throw .userFull(limit: limit)
        }
        self.count += 1
        if let holder { self.byHolder[holder, default: 0] += 1 }
    }

    mutating func remove(_ holder: Subject?) {
        self.count -= 1
        guard let holder, let count = self.byHolder[holder] else { return }
        self.byHolder[holder] = count > 1 ? count - 1 : nil
    }
}
