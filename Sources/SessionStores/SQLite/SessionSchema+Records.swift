import AgentRuntime
import GRDB

extension SessionSchema {
    private static let columns = """
        id, created_at, user, region, metadata, messages, open_turns, input_tokens, output_tokens, cached_input_tokens, \
        last_used_at, closed_at, cost, usage_estimated, owner, last_sequence
        """

    static func session(_ id: SessionID, in db: Database) throws -> SessionRecord? {
        let statement = try db.cachedStatement(sql: "SELECT \(self.columns) FROM sessions WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).map(self.record)
    }

    /// The sessions that match, and the ids of those among them whose rows are damaged.
    static func sessions(
        matching query: SessionQuery,
        in db: Database
    ) throws -> (records: [SessionRecord], damaged: [CorruptRecordError]) {
        var records: [SessionRecord] = []
        var damaged: [CorruptRecordError] = []
        for row in try self.rows(self.columns, matching: query, in: db) {
            do throws(CorruptRecordError) { records.append(try self.record(row)) } catch { damaged.append(error) }
        }
        return (records, damaged)
    }

    static func ids(matching query: SessionQuery, in db: Database) throws -> [SessionID] {
        // Nobody can ask for a session whose name is none.
        try self.rows("id", matching: query, in: db).compactMap { SessionID(rawValue: $0[0]) }
    }

    static func countOpen(in db: Database) throws -> [OpenSessionCount] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT coalesce(owner, user), count(*) FROM sessions WHERE closed_at IS NULL GROUP BY 1"
        )
        return rows.map { row in
            OpenSessionCount(holder: (row[0] as String?).map { Subject($0) }, count: row[1])
        }
    }

    private static func rows(_ columns: String, matching query: SessionQuery, in db: Database) throws -> [Row] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let isOpen = query.isOpen { conditions.append(isOpen ? "closed_at IS NULL" : "closed_at IS NOT NULL") }
        if let hasOpenTurns = query.hasOpenTurns {
            conditions.append(hasOpenTurns ? "open_turns > 0" : "open_turns <= 0")
        }
        if let instant = query.lastUsedBefore {
            conditions.append("last_used_at < ?")
            arguments += [instant.milliseconds]
        }
        if let regions = query.regions {
            let places = Array(repeating: "?", count: regions.count).joined(separator: ", ")
            conditions.append("region IN (\(places))")
            arguments += StatementArguments(regions.map(\.rawValue).sorted())
        }
        if let user = query.user {
            conditions.append("(user = ? OR owner = ?)")
            arguments += [user, user]
        }
        if let ids = query.ids {
            conditions.append("id IN (SELECT value FROM json_each(?))")
            arguments += [JSONValue.array(ids.map { .string($0.rawValue) }).description]
        }
        if let position = query.after {
            conditions.append("(last_used_at, id) > (?, ?)")
            arguments += [position.lastUsedAt.milliseconds, position.id.rawValue]
        }
        arguments += [max(0, query.limit)]
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM sessions \(condition) ORDER BY last_used_at, id LIMIT ?"
        )
        return try Row.fetchAll(statement, arguments: arguments)
    }

    private static func record(_ row: Row) throws(CorruptRecordError) -> SessionRecord {
        guard let id = SessionID(rawValue: row[0]) else { throw CorruptRecordError(id: row[0]) }
        guard let metadata = try? JSONValue(parsing: row[4] as String).object else {
            throw CorruptRecordError(id: row[0])
        }
        var progress = SessionProgress(lastUsedAt: Timestamp(milliseconds: row[10]))
        progress.last = EventSequence(rawValue: row[15])
        progress.messages = row[5]
        progress.openTurns = row[6]
        progress.usage = TokenUsage(input: row[7], output: row[8], cachedInput: row[9], isEstimated: row[13])
        progress.cost = (row[12] as Int64?).map(Cost.init(rawValue:))
        progress.closedAt = (row[11] as Int64?).map(Timestamp.init(milliseconds:))
        return SessionRecord(
            id: id,
            createdAt: Timestamp(milliseconds: row[1]),
            user: row[2],
            owner: (row[14] as String?).map { Subject($0) },
            region: RegionID(rawValue: row[3]),
            metadata: metadata,
            progress: progress
        )
    }
}
