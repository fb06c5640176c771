public import AgentRuntime
import Foundation
import GRDB
public import Logging

/// Keeps sessions in one SQLite file, which nobody has to install or run.
///
/// Appends of many sessions that arrive together are committed together. Readers do not wait for writers (write-ahead
/// log). One process at a time should write: a second one is waited for up to 5 s.
public final class SQLiteSessionStore: SessionStore {
    /// What a commit has survived once it is reported.
    public enum Synchronous: String, Hashable, Sendable, Codable {
        /// The death of the process; a loss of power may take the last commits with it, and leaves the file whole.
        case normal
        /// A loss of power as well, at the price of a disk flush per commit.
        case full
    }

    let pool: DatabasePool
    let writer: GroupCommit
    let logger: Logger

    /// Opens the file at `path`, which it makes with its folder if they are not there, and brings its tables up to date.
    /// - Throws: ``SQLiteSessionStoreError``.
    public init(
        path: String,
        synchronous: Synchronous = .normal,
        logger: Logger
    ) throws(SQLiteSessionStoreError) {
        var configuration = Configuration()
        configuration.label = "sessions"
        configuration.busyMode = .timeout(5)
        do {
            try Self.makeFolder(of: path)
            self.pool = try DatabasePool(path: path, configuration: configuration)
            let isSuperseded = try self.pool.writeWithoutTransaction { db in
                try db.execute(
                    literal: synchronous == .full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"
                )
                // What is erased is overwritten, and not only given free.
                try db.execute(sql: "PRAGMA secure_delete = ON")
                return try SessionSchema.migrator.hasBeenSuperseded(db)
            }
            if isSuperseded {
                throw SQLiteSessionStoreError(path: path, reason: "it was written by a newer version of this service")
            }
            try SessionSchema.migrator.migrate(self.pool)
        } catch let error as SQLiteSessionStoreError {
            throw error
        } catch let error as DatabaseError {
            throw SQLiteSessionStoreError(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch {
            throw SQLiteSessionStoreError(path: path, reason: error.localizedDescription)
        }
        self.writer = GroupCommit(pool: self.pool, logger: logger)
        self.logger = logger
    }

    /// Finishes the writes under way and closes the file. What is asked of the store afterwards fails.
    public func close() async {
        _ = try? await self.writer.run { _ in }
        try? self.pool.close()
    }

    /// Writes to the file, and changes nothing in it.
    /// - Throws: ``SessionStoreError/unavailable(underlying:)`` where it cannot be written to: the disk is full, or another
    ///   process holds it.
    public func checkIsWritable() async throws(SessionStoreError) {
        // The number is nobody's; setting it writes the file's first page.
        try await self.writer.run { try $0.execute(sql: "PRAGMA user_version = 0") }
    }

    /// Refuses an id that is taken with ``SessionStoreError/conflict(_:)``.
    public func create(_ session: SessionRecord, event: SessionEvent) async throws(SessionStoreError) {
        let metadata = JSONValue.object(session.metadata).description
        let json = try Self.encoded(event)
        try await self.writer.run { db in
            guard try SessionSchema.last(of: session.id, in: db) == nil else {
                throw SessionStoreError.conflict(session.id)
            }
            try SessionSchema.insert(session, metadata: metadata, last: event.sequence, in: db)
            try SessionSchema.insert(json, of: session.id, numbered: event.sequence, in: db)
        }
    }

    /// Stores the events, or throws ``SessionStoreError/conflict(_:)`` if they do not follow the last one.
    public func append(
        _ events: [SessionEvent],
        to session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) {
        guard zip(events, 1...).allSatisfy({ $0.sequence.rawValue == after.rawValue + $1 }) else {
            throw .conflict(session)
        }
        var encoded: [(sequence: EventSequence, json: Data)] = []
        for event in events { encoded.append((event.sequence, try Self.encoded(event))) }
        let rows = encoded
        let progress = SessionProgress(of: events)
        try await self.writer.run { db in
            guard let last = try SessionSchema.last(of: session, in: db) else {
                throw SessionStoreError.notFound(session)
            }
            guard last == after else { throw SessionStoreError.conflict(session) }
            try SessionSchema.add(progress, to: session, last: rows.last?.sequence ?? after, in: db)
            for row in rows { try SessionSchema.insert(row.json, of: session, numbered: row.sequence, in: db) }
        }
    }

    /// The session; `nil` where there is none.
    public func session(_ id: SessionID) async throws(SessionStoreError) -> SessionRecord? {
        try await self.read { db in try SessionSchema.session(id, in: db) }
    }

    /// The sessions that match, the longest unused first, those used at the same time by id. Damaged ones are logged.
    public func sessions(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionRecord] {
        let found = try await self.read { db in try SessionSchema.sessions(matching: query, in: db) }
        for error in found.damaged {
            self.logger.error("A session is damaged", metadata: ["session": "\(error.id)", "error": "\(error)"])
        }
        return found.records
    }

    /// The ids of the sessions that match, damaged ones among them, in the same order.
    public func ids(matching query: SessionQuery) async throws(SessionStoreError) -> [SessionID] {
        try await self.read { db in try SessionSchema.ids(matching: query, in: db) }
    }

    /// How many sessions are not closed, by whom they count for.
    public func countOpen() async throws(SessionStoreError) -> [OpenSessionCount] {
        try await self.read { db in try SessionSchema.countOpen(in: db) }
    }

    /// The events after `after`. One that is missing or damaged is ``SessionStoreError/damaged(_:underlying:)`` and never
    /// left out.
    public func events(
        of session: SessionID,
        after: EventSequence
    ) async throws(SessionStoreError) -> [SessionEvent] {
        let (rows, last) = try await self.read { db in
            guard let last = try SessionSchema.last(of: session, in: db) else {
                throw SessionStoreError.notFound(session)
            }
            do {
                return (try SessionSchema.events(of: session, after: after, in: db), last)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                throw CorruptSessionError(session: session, event: nil)
            }
        }
        let decoder = JSONDecoder()
        var events: [SessionEvent] = []
        events.reserveCapacity(rows.count)
        var expected = after.next
        for row in rows {
            guard row.sequence == expected, let event = try? decoder.decode(SessionEvent.self, from: row.json),
                event.sequence == row.sequence
            else { throw SessionStoreError(wrapping: CorruptSessionError(session: session, event: expected)) }
            events.append(event)
            expected = expected.next
        }
        guard expected > last else {
            throw SessionStoreError(wrapping: CorruptSessionError(session: session, event: expected))
        }
        return events
    }

    // MARK: -

    /// Reads what is committed, and is not cut short by cancellation.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(SessionStoreError) -> Value {
        let result: Result<Value, SessionStoreError> = await withCheckedContinuation { continuation in
            self.pool.asyncRead { database in
                continuation.resume(
                    returning: Result { try body(database.get()) }.mapError(SessionStoreError.init(wrapping:))
                )
            }
        }
        return try result.get()
    }

    private static func encoded(_ event: SessionEvent) throws(SessionStoreError) -> Data {
        do { return try JSONEncoder().encode(event) } catch { throw .unavailable(underlying: error) }
    }

    private static func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        if FileManager.default.fileExists(atPath: folder.path) { return }
        // What is said in sessions is nobody else's business.
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}
