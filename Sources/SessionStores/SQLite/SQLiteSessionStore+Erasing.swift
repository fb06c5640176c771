public import AgentRuntime
import GRDB
import Logging

extension SQLiteSessionStore {
    /// Forgets the sessions, each by itself, and overwrites what was stored of them in the file and in the log beside it. What
    /// backups hold is not reached.
    public func erase(_ sessions: [SessionID]) async throws(SessionStoreError) {
        for session in sessions {
            try await self.writer.run { db in try SessionSchema.erase(session, in: db) }
        }
        await self.emptyLog()
    }

    /// Moves what is in the log beside the file into the file, and leaves the log empty.
    private func emptyLog() async {
        await withCheckedContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { db in
                do {
                    // Whoever reads for long, as a backup does, is not waited for: it would hold up all writes.
                    try db.execute(sql: "PRAGMA busy_timeout = 250")
                    defer { try? db.execute(sql: "PRAGMA busy_timeout = 5000") }
                    try db.checkpoint(.truncate)
                } catch {
                    self.logger.notice(
                        "What was erased stays in the log beside the database until sessions are erased again",
                        metadata: ["error": "\(error)"]
                    )
                }
                continuation.resume()
            }
        }
    }
}
