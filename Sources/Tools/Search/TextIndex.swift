import Foundation
import GRDB

/// Full-text search over Italian documents: SQLite's FTS5 in memory, ranked by BM25, with stems on both sides.
final class TextIndex: Sendable {
    /// What can be found.
    struct Document: Sendable {
        var id: Int
        /// The same fields for each document; a heavier field counts more.
        var fields: [(text: String, weight: Double)]
    }

    /// What was found.
    struct Hit: Hashable, Sendable {
        var id: Int
        /// Greater is better; comparable within one search only.
        var score: Double
        /// How much of what was asked for is in the document, 0...1; rare words count more.
        var coverage: Double
    }

    private let database: DatabaseQueue
    private let columns: Int
    /// The stems of each document.
    private let stems: [Int: Set<String>]
    /// How telling a stem is.
    private let weights: [String: Double]
    private let unknownWeight: Double

    /// - Throws: SQLite's error.
    init(documents: [Document]) throws {
        let stemmed = documents.map { document in document.fields.map { ItalianText.stems(of: $0.text) } }
        let columns = max(1, documents.map(\.fields.count).max() ?? 1)
        self.columns = columns
        self.database = try DatabaseQueue()
        try self.database.write { database in
            let names = (0..<columns).map { "c\($0)" }.joined(separator: ", ")
            try database.execute(
                sql: "CREATE VIRTUAL TABLE texts USING fts5(\(names), tokenize = 'unicode61 remove_diacritics 0')"
            )
            let ranks = (documents.first?.fields ?? []).map { "\($0.weight)" }.joined(separator: ", ")
            try database.execute(
                sql: "INSERT INTO texts(texts, rank) VALUES ('rank', ?)",
                arguments: ["bm25(\(ranks.isEmpty ? "1" : ranks))"]
            )
            let places = Array(repeating: "?", count: columns + 1).joined(separator: ", ")
            let insert = try database.makeStatement(sql: "INSERT INTO texts(rowid, \(names)) VALUES (\(places))")
            for (document, fields) in zip(documents, stemmed) {
                let texts = fields.map { $0.joined(separator: " ") }
                let padded = texts + Array(repeating: "", count: columns - texts.count)
                try insert.execute(arguments: StatementArguments([document.id]) + StatementArguments(padded))
            }
        }
        var stems: [Int: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for (document, fields) in zip(documents, stemmed) {
            let found = Set(fields.joined())
            stems[document.id] = found
            for stem in found { counts[stem, default: 0] += 1 }
        }
        let total = Double(documents.count)
        self.stems = stems
        self.weights = counts.mapValues { log(1 + total / Double($0)) }
        self.unknownWeight = log(1 + total)
    }

    /// The documents that have at least one word of the query, best first; none where the query has no telling word.
    /// - Parameter allowed: which documents count.
    /// - Throws: SQLite's error.
    func search(_ query: String, limit: Int, where allowed: (Int) -> Bool = { _ in true }) throws -> [Hit] {
        let wanted = Set(ItalianText.stems(of: query))
        guard !wanted.isEmpty else { return [] }
        // Quoted, so that nothing in a query is syntax.
        let match = wanted.sorted().map { "\"\($0)\"" }.joined(separator: " OR ")
        let rows = try self.database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT rowid, rank FROM texts WHERE texts MATCH ? ORDER BY rank, rowid",
                arguments: [match]
            )
        }
        let total = wanted.reduce(0) { $0 + self.weight(of: $1) }
        let hits = rows.map { row -> Hit in
            let id: Int = row["rowid"]
            let found = wanted.intersection(self.stems[id] ?? []).reduce(0) { $0 + self.weight(of: $1) }
            return Hit(id: id, score: -(row["rank"] as Double), coverage: total > 0 ? found / total : 0)
        }
        return Array(hits.filter { allowed($0.id) }.prefix(limit))
    }

    private func weight(of stem: String) -> Double {
        self.weights[stem] ?? self.unknownWeight
    }
}
