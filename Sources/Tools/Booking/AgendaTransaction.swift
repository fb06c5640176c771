import AgentRuntime
import GRDB

/// One transaction on the agenda, on behalf of one session.
struct AgendaTransaction {
    let database: Database
    let session: SessionID
    let now: Timestamp
}

// MARK: Keys

extension AgendaTransaction {
    /// The session's key for `payload`; `nil` if it has none.
    func knownKey(_ kind: OptionKey.Kind, for payload: String) throws -> OptionKey? {
        try Int.fetchOne(
            self.database,
            sql: "SELECT number FROM options WHERE session = ? AND kind = ? AND payload = ?",
            arguments: [self.session.rawValue, kind.rawValue, payload]
        ).map { OptionKey(kind, $0) }
    }

    /// The session's key for `payload`: the one it has, else the next. A key never comes to mean something else.
    func key(_ kind: OptionKey.Kind, for payload: String) throws -> OptionKey {
        if let known = try self.knownKey(kind, for: payload) { return known }
        let last = try Int.fetchOne(
            self.database,
            sql: "SELECT max(number) FROM options WHERE session = ? AND kind = ?",
            arguments: [self.session.rawValue, kind.rawValue]
        )
        let key = OptionKey(kind, (last ?? 0) + 1)
        try self.database.execute(
            sql: "INSERT INTO options (session, kind, number, payload, made_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [self.session.rawValue, kind.rawValue, key.number, payload, self.now.milliseconds]
        )
        return key
    }

    /// What the session was offered under `key`.
    func payload(of key: OptionKey) throws -> String? {
        try String.fetchOne(
            self.database,
            sql: "SELECT payload FROM options WHERE session = ? AND kind = ? AND number = ?",
            arguments: [self.session.rawValue, key.kind.rawValue, key.number]
        )
    }
}

// MARK: Slots

extension AgendaTransaction {
    /// Which starts of `service` are held or booked, by centre, in milliseconds from `start` to before `end`.
    func taken(_ service: String, from start: Timestamp, to end: Timestamp) throws -> [String: Set<Int64>] {
        let rows = try Row.fetchCursor(
            self.database,
            sql: """
                SELECT centre, start FROM reservations
                WHERE service = ? AND start >= ? AND start < ? AND state <> 'released'
                AND (state = 'booked' OR expires_at > ?)
                """,
            arguments: [service, start.milliseconds, end.milliseconds, self.now.milliseconds]
        )
        var taken: [String: Set<Int64>] = [:]
        while let row = try rows.next() { taken[row[0], default: []].insert(row[1]) }
        return taken
    }
}
