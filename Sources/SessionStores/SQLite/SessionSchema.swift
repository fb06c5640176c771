import AgentRuntime
import Foundation
import GRDB

/// The tables of a session database, and the statements on them. Times are milliseconds since 1970, costs 10⁻¹² of the
/// currency's unit.
enum SessionSchema {
    /// Append-only: a migration that was released is never changed.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("sessions and events") { db in
            try db.execute(
                sql: """
                    CREATE TABLE sessions (
                        id TEXT NOT NULL PRIMARY KEY,
                        created_at INTEGER NOT NULL,
                        user TEXT,
                        region TEXT NOT NULL,
                        metadata TEXT NOT NULL,
                        last_sequence INTEGER NOT NULL,
                        messages INTEGER NOT NULL,
                        open_turns INTEGER NOT NULL,
                        input_tokens INTEGER NOT NULL,
                        output_tokens INTEGER NOT NULL,
                        cached_input_tokens INTEGER NOT NULL,
                        last_used_at INTEGER NOT NULL,
                        closed_at INTEGER
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX open_sessions ON sessions (last_used_at) WHERE closed_at IS NULL;
                    CREATE INDEX closed_sessions ON sessions (last_used_at) WHERE closed_at IS NOT NULL;
                    CREATE INDEX sessions_with_open_turns ON sessions (last_used_at) WHERE open_turns > 0;
                    CREATE TABLE events (
                        session TEXT NOT NULL,
                        sequence INTEGER NOT NULL,
                        json BLOB NOT NULL,
                        PRIMARY KEY (session, sequence)
                    ) STRICT, WITHOUT ROWID;
                    """
            )
        }
        migrator.registerMigration("cost and estimates") { db in
            try db.execute(
                sql: """
                    ALTER TABLE sessions ADD COLUMN cost INTEGER;
                    ALTER TABLE sessions ADD COLUMN usage_estimated INTEGER NOT NULL DEFAULT 0;
                    """
            )
        }
        migrator.registerMigration("owners") { db in
            try db.execute(sql: "ALTER TABLE sessions ADD COLUMN owner TEXT")
        }
        migrator.registerMigration("holders of open sessions") { db in
            // It answers how many are open under which name without a look at the table, as the start does; `closed_at` is in
            // it for that alone.
            try db.execute(
                sql: """
                    CREATE INDEX holders_of_open_sessions ON sessions (owner, user, closed_at) WHERE closed_at IS NULL
                    """
            )
        }
        return migrator
    }()

    /// The number of the session's last event; `nil` where there is no such session.
    static func last(of session: SessionID, in db: Database) throws -> EventSequence? {
        let statement = try db.cachedStatement(sql: "SELECT last_sequence FROM sessions WHERE id = ?")
        return try Int64.fetchOne(statement, arguments: [session.rawValue]).map(EventSequence.init)
    }

    static func insert(_ session: SessionRecord, metadata: String, last: EventSequence, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO sessions (id, created_at, user, region, metadata, last_sequence, messages, open_turns,
                    input_tokens, output_tokens, cached_input_tokens, last_used_at, closed_at, cost, usage_estimated, owner)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        let progress = session.progress
        try statement.execute(arguments: [
            session.id.rawValue, session.createdAt.milliseconds, session.user, session.region.rawValue, metadata,
            last.rawValue, progress.messages, progress.openTurns, progress.usage.input, progress.usage.output,
            progress.usage.cachedInput, progress.lastUsedAt.milliseconds, progress.closedAt?.milliseconds,
            progress.cost?.rawValue, progress.usage.isEstimated, session.owner?.name,
        ])
    }

    static func add(_ progress: SessionProgress, to session: SessionID, last: EventSequence, in db: Database) throws {
        // Named only where it changes, since indexes hang on it.
        let closing = progress.closedAt == nil ? "" : "closed_at = coalesce(closed_at, ?),"
        let statement = try db.cachedStatement(
            sql: """
                UPDATE sessions SET \(closing) last_sequence = ?, messages = messages + ?, open_turns = open_turns + ?,
                    input_tokens = input_tokens + ?, output_tokens = output_tokens + ?,
                    cached_input_tokens = cached_input_tokens + ?, last_used_at = max(last_used_at, ?),
                    cost = coalesce(cost + ?, cost, ?), usage_estimated = max(usage_estimated, ?)
                WHERE id = ?
                """
        )
        var arguments: StatementArguments = []
        if let closedAt = progress.closedAt { arguments += [closedAt.milliseconds] }
        arguments += [
            last.rawValue, progress.messages, progress.openTurns, progress.usage.input, progress.usage.output,
            progress.usage.cachedInput, progress.lastUsedAt.milliseconds, progress.cost?.rawValue,
            progress.cost?.rawValue, progress.usage.isEstimated, session.rawValue,
        ]
        try statement.execute(arguments: arguments)
    }

    static func insert(_ json: Data, of session: SessionID, numbered sequence: EventSequence, in db: Database) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO events (session, sequence, json) VALUES (?, ?, ?)")
        try statement.execute(arguments: [session.rawValue, sequence.rawValue, json])
    }

    static func events(
        of session: SessionID,
        after: EventSequence,
        in db: Database
    ) throws -> [(sequence: EventSequence, json: Data)] {
        let statement = try db.cachedStatement(
            sql: "SELECT sequence, json FROM events WHERE session = ? AND sequence > ? ORDER BY sequence"
        )
        return try Row.fetchAll(statement, arguments: [session.rawValue, after.rawValue]).map { row in
            (EventSequence(rawValue: row[0]), row[1])
        }
    }

    static func erase(_ session: SessionID, in db: Database) throws {
        try db.execute(sql: "DELETE FROM events WHERE session = ?", arguments: [session.rawValue])
        try db.execute(sql: "DELETE FROM sessions WHERE id = ?", arguments: [session.rawValue])
    }
}
