import AgentRuntime
import Foundation

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
    /// What each article's question asks about.
    private let subjects: [Set<String>]

    /// Below this share of the question's words nothing counts as found.
    private static let leastCoverage = 0.3
    /// Below this share an answer may be beside the point.
    private static let fairCoverage = 0.5
    /// How much better an answer must be for each scope it is further away.
    private static let scopeWeight = 1.1

    init(name: String, articles: [Article], scopes: [String], limit: Int) throws {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Cerca nella raccolta di domande e risposte: preparazione agli esami, documenti, referti, pagamenti, orari, \
                come funziona la prenotazione.
                """,
            parameters: .object(
                ["query": .string("La domanda del paziente, in italiano, con le parole che contano")],
                required: ["query"]
            ),
            effect: .read
        )
        self.articles = articles
        self.scopes = scopes
        self.limit = limit
        self.subjects = articles.map { Set(ItalianText.stems(of: $0.question)) }
        self.index = try TextIndex(
            documents: articles.enumerated().map { index, article in
                .init(id: index, fields: [(article.question, 3), (article.answer, 1)])
            }
        )
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let ranked = try self.ranked(arguments.query)
        guard let best = ranked.first else {
            return ToolResult(
                [
                    "success": false, "query": .string(arguments.query), "answer": nil, "confidence": 0,
                    "message": "Nessun articolo risponde a questa domanda.",
                ],
                instruction: """
                    Di' che non hai trovato l'informazione e non inventare; proponi un operatore, se è in servizio.
                    """
            )
        }
        let article = self.articles[best.id]
        let content: JSONValue = [
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
        ]
        let isFair = best.coverage >= Self.fairCoverage
        let doubt =
            "Corrisponde solo in parte: usa la risposta se riguarda davvero la domanda, altrimenti di' che non l'hai trovata."
        return ToolResult(content, instruction: isFair ? nil : doubt)
    }

    /// The share of the question that the article speaks of, in hundredths.
    private func confidence(of hit: TextIndex.Hit) -> Double {
        (hit.coverage * 100).rounded() / 100
    }

    /// What answers `query`, best first: what has its words, is about nothing else, and is of a near scope.
    private func ranked(_ query: String) throws -> [TextIndex.Hit] {
        let wanted = Set(ItalianText.stems(of: query))
        let hits = try self.index.search(query, limit: 20).filter { $0.coverage >= Self.leastCoverage }
        let scored = hits.map { hit -> (hit: TextIndex.Hit, score: Double) in
            let subject = self.subjects[hit.id]
            let share = Double(subject.intersection(wanted).count) / Double(max(1, subject.count))
            let distance = self.scopes.firstIndex(of: self.articles[hit.id].scope) ?? self.scopes.count
            let nearness = pow(Self.scopeWeight, -Double(distance))
            return (hit, hit.score * (0.5 + hit.coverage) * (1 + share) * nearness)
        }
        return scored.sorted { $0.score == $1.score ? $0.hit.id < $1.hit.id : $0.score > $1.score }.map(\.hit)
    }
}
