import AgentRuntime
import Testing

@testable import Tools

/// Over invented articles.
@Suite struct KnowledgeBaseKindTests {
    private static let moon = """
        - { id: X-1, scope: luna, question: Dove si noleggia il razzo, answer: Al cratere., source: Invenzione }
        - { id: X-2, scope: terra, question: Dove si noleggia il razzo, answer: Al porto., source: Invenzione }
        """

    private static func base(
        _ files: [String],
        scopes: JSONValue = ["luna", "terra"],
        limit: JSONValue = 3
    ) async throws -> ToolFixture {
        try await ToolFixture(
            KnowledgeBaseKind(),
            named: "fandonie",
            settings: ["articles": "/invented/articles", "scopes": scopes, "limit": limit],
            invented: ["/invented/articles": files]
        )
    }

    private static func refusal(
        _ files: [String],
        scopes: JSONValue = ["luna", "terra"],
        limit: JSONValue = 3
    ) async throws -> String {
        let error = await #expect(throws: ToolDataError.self) {
            _ = try await Self.base(files, scopes: scopes, limit: limit)
        }
        return try #require(error?.description)
    }

    @Test(arguments: [("luna", "terra", "Al cratere."), ("terra", "luna", "Al porto.")])
    func ofEqualAnswersTheNearestScopesIsGiven(_ near: String, _ far: String, _ answer: String) async throws {
        let base = try await Self.base([Self.moon], scopes: [.string(near), .string(far)])
        let result = try await base.call(["query": "noleggio del razzo"])
        #expect(result.content["answer"] == .string(answer))
        #expect(result.content["others"]?.array?.count == 1)
    }

    @Test func aFarScopeWithABetterAnswerIsPreferred() async throws {
        let articles = """
            - { id: X-1, scope: luna, question: Orari del bar, answer: Si parla anche del razzo., source: Invenzione }
            - { id: X-2, scope: terra, question: Noleggio del razzo, answer: Al porto., source: Invenzione }
            - { id: X-3, scope: terra, question: Colore dei muri, answer: Verde., source: Invenzione }
            """
        let result = try await Self.base([articles]).call(["query": "noleggio del razzo"])
        #expect(result.content["answer"] == "Al porto.")
    }

    @Test func aScopeThatIsNotListedIsNeverGiven() async throws {
        let result = try await Self.base([Self.moon], scopes: ["terra"]).call(["query": "noleggio del razzo"])
        #expect(result.content["answer"] == "Al porto.")
        #expect(result.content["others"] == [])
    }

    @Test func theArticlesOfAFolderAreOneCollection() async throws {
        let lines = Self.moon.split(separator: "\n").map(String.init)
        let result = try await Self.base(lines).call(["query": "noleggio del razzo"])
        #expect(result.content["others"]?.array?.count == 1)
    }

    @Test func confidenceIsTheShareOfTheQuestionThatTheArticleSpeaksOf() async throws {
        let base = try await Self.base([Self.moon])
        let whole = try await base.call(["query": "noleggio del razzo"])
        let part = try await base.call(["query": "noleggio del razzo astronave"])
        #expect(whole.content["confidence"]?.double == 1)
        let confidence = try #require(part.content["confidence"]?.double)
        #expect(confidence > 0.3 && confidence < 1)
    }

    @Test func withoutALimitThereAreThree() async throws {
        let articles = (1...5).map { "- { id: X-\($0), scope: luna, question: Razzo \($0)0, answer: Sì., source: I }" }
        let base = try await ToolFixture(
            KnowledgeBaseKind(),
            settings: ["articles": "/invented/articles", "scopes": ["luna"]],
            invented: ["/invented/articles": articles]
        )
        #expect(try await base.call(["query": "razzo"]).content["others"]?.array?.count == 2)
    }

    @Test func twoArticlesWithOneIdStopTheStart() async throws {
        let reason = try await Self.refusal([Self.moon, Self.moon])
        #expect(reason.contains("fandonie") && reason.contains("/invented/articles") && reason.contains("X-1"))
    }

    @Test func aScopeWithoutArticlesStopsTheStart() async throws {
        let reason = try await Self.refusal([Self.moon], scopes: ["luna", "marte"])
        #expect(reason.contains("/invented/articles") && reason.contains("\"marte\"") && reason.contains("luna, terra"))
    }

    @Test func aCollectionOfNothingStopsTheStart() async throws {
        #expect(try await Self.refusal([]).contains("there are no articles in /invented/articles"))
        #expect(try await Self.refusal(["[]"]).contains("there are no articles in /invented/articles"))
    }

    @Test func noScopesStopTheStart() async throws {
        let reason = try await Self.refusal([Self.moon], scopes: [])
        #expect(reason.contains("scopes") && reason.contains("luna, terra"))
    }

    @Test(arguments: ["Dove si noleggia il razzo", "Al cratere."])
    func anArticleWithoutQuestionOrAnswerStopsTheStart(_ text: String) async throws {
        let reason = try await Self.refusal([Self.moon.replacing("\(text), ", with: "\" \", ", maxReplacements: 1)])
        #expect(reason.contains("/invented/articles") && reason.contains("X-1"))
    }

    @Test(arguments: [0, 11, -1])
    func aLimitThatMakesNoSenseStopsTheStart(_ limit: Int) async throws {
        #expect(try await Self.refusal([Self.moon], limit: .integer(limit)).contains("\(limit)"))
    }
}
