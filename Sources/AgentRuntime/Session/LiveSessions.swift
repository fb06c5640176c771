/// The sessions that are in memory, and those on their way there.
struct LiveSessions {
    private var sessions: [SessionID: Session] = [:]
    /// How many read a session from the store, and whether it has ended since the first of them began.
    private var readers: [SessionID: (count: Int, hasEnded: Bool)] = [:]

    var all: [Session] { Array(self.sessions.values) }
    var ids: Set<SessionID> { Set(self.sessions.keys) }
    var count: Int { self.sessions.count }

    subscript(id: SessionID) -> Session? { self.sessions[id] }

    mutating func insert(_ session: Session) {
        self.sessions[session.id] = session
    }

    mutating func beginReading(_ id: SessionID) {
        self.readers[id, default: (0, false)].count += 1
    }

    /// Takes in what was read, to be called once after each ``beginReading(_:)``.
    /// - Parameter read: `nil` where there was nothing to read.
    /// - Returns: the session in memory, which somebody else may have read before; `nil` where it has ended meanwhile.
    mutating func finishReading(_ id: SessionID, _ read: Session?) -> Session? {
        let reader = self.readers.removeValue(forKey: id) ?? (1, false)
        if reader.count > 1 { self.readers[id] = (reader.count - 1, reader.hasEnded) }
        if let known = self.sessions[id] { return known }
        guard let read, !reader.hasEnded else { return nil }
        self.sessions[id] = read
        return read
    }

    /// Lets go of a session that has ended: whoever still reads it does not bring it back.
    @discardableResult
    mutating func end(_ id: SessionID) -> Session? {
        self.readers[id]?.hasEnded = true
        return self.sessions.removeValue(forKey: id)
    }

    /// Lets go of sessions that can be read again.
    mutating func unload(where isUnused: (Session) -> Bool) {
        for (id, session) in self.sessions where isUnused(session) { self.sessions[id] = nil }
    }
}
