import AgentRuntime
import GRDB

extension AgendaTransaction {
    /// Notes that the session is asked in `turn` whether to drop everything.
    func askRestart(in turn: TurnNumber) throws {
        try self.database.execute(
            sql: "INSERT OR REPLACE INTO restarts (session, turn, asked_at) VALUES (?, ?, ?)",
            arguments: [self.session.rawValue, turn.rawValue, self.now.milliseconds]
        )
    }

    /// Whether the session was asked in the turn just before `turn`; if so, the question is used up.
    func takeRestart(askedBefore turn: TurnNumber) throws -> Bool {
        try self.database.execute(
            sql: "DELETE FROM restarts WHERE session = ? AND turn = ?",
            arguments: [self.session.rawValue, turn.rawValue - 1]
        )
        return self.database.changesCount > 0
    }

    /// Gives back all that the session holds; its bookings stay.
    /// - Returns: how many slots that were.
    func releaseHolds() throws -> Int {
        try self.database.execute(
            sql: "UPDATE reservations SET state = 'released' WHERE session = ? AND state = 'held'",
            arguments: [self.session.rawValue]
        )
        return self.database.changesCount
    }
}
