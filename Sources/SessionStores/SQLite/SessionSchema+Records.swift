import AgentRuntime
import GRDB

extension SessionSchema {
    private static let columns = """
        id, created_at, user, region, metadata, messages, open_turns, input_tokens, output_tokens, cached_input_tokens, \
        last_used_at, closed_at, cost, usage_estimated, owner
        """

    static func session(_ id: SessionID, in db: Database) throws -> SessionRecord? {
        let statement = try db.cachedStatement(sql: "SELECT \(self.columns) FROM sessions WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).map(self.record)
    }

    static func sessions(matching query: SessionQuery, in db: Database) throws -> [SessionRecord] {
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
        if let position = query.after {
            conditions.append("(last_used_at, id) > (?, ?)")
            arguments += [position.lastUsedAt.milliseconds, position.id.rawValue]
        }
        arguments += [max(0, query.limit)]
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let statement = try db.cachedStatement(
            sql: "SELECT \(self.columns) FROM sessions \(condition) ORDER BY last_used_at, id LIMIT ?"
        )
        return try Row.fetchAll(statement, arguments: arguments).map(self.record)
    }

    private static func record(_ row: Row) throws -> SessionRecord {
        guard let id = SessionID(rawValue: row[0]) else { throw CorruptRecordError(id: row[0]) }
        guard let metadata = try? JSONValue(parsing: row[4] as String).object else {
            throw CorruptRecordError(id: row[0])
        }
        var progress = SessionProgress(lastUsedAt: Timestamp(milliseconds: row[10]))
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

/// A session whose own row is damaged.
struct CorruptRecordError: Error, CustomStringConvertible {
    /// What should be its id.
    let id: String

    var description: String {
        "The record of session \"\(self.id)\" is damaged. Restore the database from a backup, or delete its row."
    }
}
