import AgentRuntime

/// Answers questions from articles, with source and confidence, and says plainly when it has no answer.
struct KnowledgeBaseTool: Tool {
    struct Arguments: Decodable, Sendable {
        let query: String
    }

    let definition: ToolDefinition
    private let articles: [Article]
    private let scopes: [String]
    private let limit: Int
    private let index: TextIndex

    /// Below this share of the question's words nothing counts as found.
    private static let leastCoverage = 0.3

    init(name: String, articles: [Article], scopes: [String], limit: Int) throws {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Cerca nella raccolta di domande e risposte: preparazione agli esami, documenti, referti, pagamenti, orari, \
                come funziona la prenotazione.
                """,
            parameters: .object(
                ["query": .string("La domanda del paziente, in italiano, con le parole che contano")], required: ["query"]
            ),
            effect: .read
        )
        self.articles = articles
        self.scopes = scopes
        self.limit = limit
        self.index = try TextIndex(
            documents: articles.enumerated().map { index, article in
                .init(id: index, fields: [(article.question, 3), (article.answer, 1)])
            }
        )
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let hits = try self.index.search(arguments.query, limit: 20).filter { $0.coverage >= Self.leastCoverage }
        let ranked = hits.sorted { self.precedes($0, $1) }
        guard let best = ranked.first else {
            return ToolResult(
                ["success": false, "query": .string(arguments.query), "answer": nil, "confidence": 0],
                instruction: "Nessun articolo risponde: di' che non hai trovato l'informazione, non inventare."
            )
        }
        let article = self.articles[best.id]
        return ToolResult([
            "success": true, "query": .string(arguments.query), "answer": .string(article.answer),
            "source": .string("\(article.source) (\(article.id))"), "confidence": .number(self.confidence(of: best)),
            "others": .array(
                ranked.dropFirst().prefix(self.limit - 1).map { hit in
                    let other = self.articles[hit.id]
                    return [
                        "question": .string(other.question), "answer": .string(other.answer),
                        "source": .string("\(other.source) (\(other.id))"),
                    ]
                }
            ),
        ])
    }

    /// The share of the question that the article speaks of, in hundredths.
    private func confidence(of hit: TextIndex.Hit) -> Double {
        (hit.coverage * 100).rounded() / 100
    }

    /// By rank; within a tenth of each other, the nearer scope comes first.
    private func precedes(_ left: TextIndex.Hit, _ right: TextIndex.Hit) -> Bool {
        let scores = (left.score * (0.5 + left.coverage), right.score * (0.5 + right.coverage))
        let places = (self.place(of: left), self.place(of: right))
        if places.0 != places.1, abs(scores.0 - scores.1) <= 0.1 * max(scores.0, scores.1) { return places.0 < places.1 }
        return scores.0 == scores.1 ? left.id < right.id : scores.0 > scores.1
    }

    private func place(of hit: TextIndex.Hit) -> Int {
        self.scopes.firstIndex(of: self.articles[hit.id].scope) ?? self.scopes.count
    }
}
