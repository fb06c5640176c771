public import AgentRuntime

/// Makes a tool that answers from a collection of articles: the value `knowledge_base` of `kind`.
public struct KnowledgeBaseKind: ToolKind {
    public static let name = "knowledge_base"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// A file of articles, or a folder of such files; beside the configuration unless absolute.
        let articles: String
        /// Whose articles count, nearest first: of answers that fit equally well, the first scope's is given.
        let scopes: [String]
        /// How many articles to give, 1-10. Default 3.
        let limit: Int?
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = environment.resolve(settings.articles)
        let articles = try environment.documents.read([Article].self, at: path).flatMap { $0 }
        guard !articles.isEmpty else { throw ToolDataError(name, "there are no articles in \(path).") }
        var known: Set<String> = []
        for article in articles where !known.insert(article.id).inserted {
            throw ToolDataError(name, "two articles in \(path) have the id \(article.id). Give one of them another.")
        }
        for article in articles where [article.question, article.answer].contains(where: \.isBlank) {
            throw ToolDataError(name, "the article \(article.id) in \(path) needs both `question` and `answer`.")
        }
        let scopes = Set(articles.map(\.scope)).sorted().joined(separator: ", ")
        guard !settings.scopes.isEmpty else {
            throw ToolDataError(name, "`scopes` is empty. Name some of those in \(path): \(scopes).")
        }
        for scope in settings.scopes where !articles.contains(where: { $0.scope == scope }) {
            throw ToolDataError(name, "no article in \(path) has the scope \"\(scope)\". There are: \(scopes).")
        }
        let limit = settings.limit ?? 3
        guard (1...10).contains(limit) else { throw ToolDataError(name, "limit must be 1 to 10, not \(limit).") }
        let chosen = articles.filter { settings.scopes.contains($0.scope) }
        return SingleTool(try KnowledgeBaseTool(name: name, articles: chosen, scopes: settings.scopes, limit: limit))
    }
}

extension String {
    fileprivate var isBlank: Bool { self.allSatisfy(\.isWhitespace) }
}
