/// Counts the open sessions of a service, in all and by user.
struct OpenSessions {
    private(set) var count = 0
    private var byHolder: [Subject: Int] = [:]

    /// - Parameter count: how many there are; whose they are is told with ``count(_:)``.
    init(count: Int = 0) {
        self.count = count
    }

    /// Notes whose one of the sessions is.
    mutating func count(_ holder: Subject?) {
        if let holder { self.byHolder[holder, default: 0] += 1 }
    }

    /// Adds a session, if there may be one more.
    /// - Throws: ``SessionRefusal``.
    mutating func add(_ holder: Subject?, within limits: SessionSettings) throws(SessionRefusal) {
        if let limit = limits.sessions, self.count >= limit { throw .serviceFull(limit: limit) }
        if let limit = limits.sessionsPerUser, let holder, self.byHolder[holder, default: 0] >= limit {
            throw .userFull(limit: limit)
        }
        self.count += 1
        self.count(holder)
    }

    mutating func remove(_ holder: Subject?) {
        self.count -= 1
        guard let holder, let count = self.byHolder[holder] else { return }
        self.byHolder[holder] = count > 1 ? count - 1 : nil
    }
}
