import AgentRuntime
import Foundation
import GRDB

/// What is held and booked, in one SQLite file that regions and processes share.
///
/// Writes are synchronous to the disk: a booking that was told survives a power loss.
final class Agenda: Sendable {
    private let database: DatabasePool

    /// Opens the file, or makes it, readable for its owner alone.
    /// - Throws: the database's error.
    init(path: String) throws {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        if !files.fileExists(atPath: path) {
            _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "agenda"
        self.database = try DatabasePool(path: path, configuration: configuration)
        try self.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try Self.migrations.migrate(self.database)
    }

    /// Closes the file. No call may be under way or follow.
    func close() {
        try? self.database.close()
    }

    /// Runs `body` and remembers its result in the same transaction; under a key that has a result already, returns
    /// that one and runs nothing.
    /// - Throws: what `body` throws; then nothing has happened.
    func once(
        _ context: ToolContext,
        _ body: @escaping @Sendable (AgendaTransaction) throws -> ToolResult
    ) async throws -> ToolResult {
        let (key, now, session) = (context.idempotencyKey, context.now, context.session)
        return try await self.database.write { database in
            if let earlier = try Self.result(of: key, in: database) { return earlier }
            let result = try body(AgendaTransaction(database: database, session: session, now: now))
            try database.execute(
                sql: "INSERT INTO effects (key, result, at) VALUES (?, ?, ?)",
                arguments: [key.rawValue, JSONValue(encoding: result).description, now.milliseconds]
            )
            return result
        }
    }

    /// The result remembered under `key`; `nil` if nothing happened under it.
    func result(of key: IdempotencyKey) async throws -> ToolResult? {
        try await self.database.read { try Self.result(of: key, in: $0) }
    }

    private static func result(of key: IdempotencyKey, in database: Database) throws -> ToolResult? {
        try String.fetchOne(database, sql: "SELECT result FROM effects WHERE key = ?", arguments: [key.rawValue])
            .map { try JSONValue(parsing: $0).decoded() }
    }

    /// The session's keys for `payloads`, in their order: those it has, else new ones.
    func keys(_ kind: OptionKey.Kind, for payloads: [String], in context: ToolContext) async throws -> [OptionKey] {
        let known = try await self.read(context) { transaction in
            try payloads.compactMap { try transaction.knownKey(kind, for: $0) }
        }
        if known.count == payloads.count { return known }
        let (now, session) = (context.now, context.session)
        return try await self.database.write { database in
            let transaction = AgendaTransaction(database: database, session: session, now: now)
            return try payloads.map { try transaction.key(kind, for: $0) }
        }
    }

    /// Runs `body`, which only reads, beside whatever is being written.
    func read<Value: Sendable>(
        _ context: ToolContext,
        _ body: @escaping @Sendable (AgendaTransaction) throws -> Value
    ) async throws -> Value {
        let (now, session) = (context.now, context.session)
        return try await self.database.read { database in
            try body(AgendaTransaction(database: database, session: session, now: now))
        }
    }

    /// Gives back what `session` holds and forgets the keys it was given; its bookings stay.
    /// - Returns: how many holds it gave back.
    func end(_ session: SessionID) async throws -> Int {
        try await self.database.write { database in
            for table in ["options", "restarts"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE session = ?", arguments: [session.rawValue])
            }
            try database.execute(
                sql: "UPDATE reservations SET state = 'released' WHERE session = ? AND state = 'held'",
                arguments: [session.rawValue]
            )
            return database.changesCount
        }
    }

    /// Forgets effects, keys and unused holds from before `instant`.
    func purge(before instant: Timestamp) async throws {
        let limit = instant.milliseconds
        try await self.database.write { database in
            try database.execute(sql: "DELETE FROM effects WHERE at < ?", arguments: [limit])
            try database.execute(sql: "DELETE FROM restarts WHERE asked_at < ?", arguments: [limit])
            try database.execute(
                sql: """
                    DELETE FROM options WHERE session IN
                    (SELECT session FROM options GROUP BY session HAVING max(made_at) < ?)
                    """,
                arguments: [limit]
            )
            try database.execute(
                sql: """
                    DELETE FROM reservations WHERE expires_at < ? AND state <> 'booked'
                    AND id NOT IN (SELECT reservation FROM bookings)
                    """,
                arguments: [limit]
            )
        }
    }
}
