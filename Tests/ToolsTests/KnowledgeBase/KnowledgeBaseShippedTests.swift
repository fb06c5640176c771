import AgentRuntime
import AgentTesting
import Testing
import Yams

@testable import Tools

/// Over the articles the repository ships.
@Suite struct KnowledgeBaseShippedTests {
    private static func base(_ region: String, limit: Int = 3) async throws -> ToolFixture {
        try await ToolFixture(
            KnowledgeBaseKind(),
            named: "knowledge_base_\(region)",
            settings: [
                "articles": "data/articles", "scopes": [.string(region), "nazionale"], "limit": .integer(limit),
            ]
        )
    }

    private static func articles() throws -> [Article] {
        let path = "\(YAMLDocumentsForTests.shippedConfiguration)/data/articles"
        return try YAMLDocumentsForTests().read([Article].self, at: path).flatMap { $0 }
    }

    @Test(arguments: [
        ("ecografia addome colazione", "KB-009"),
        ("Domani faccio l'ecografia all'addome, posso fare colazione?", "KB-009"),
        ("Buongiorno, volevo sapere se posso fare colazione prima dell'ecografia all'addome, grazie", "KB-009"),
        ("referti online", "KB-045"), ("Dove trovo i miei referti?", "KB-045"),
        ("orari prelievi sabato Tradate", "KB-069"), ("parcheggio Monza", "KB-065"),
        ("quanto dura la visita sportiva", "KB-027"), ("disdire un appuntamento", "KB-059"),
        ("tessera sanitaria", "KB-037"),
    ])
    func aQuestionFindsItsArticle(_ query: String, _ id: String) async throws {
        let result = try await Self.base("lombardia").call(["query": .string(query)])
        #expect(result.content["source"]?.string?.hasSuffix("(\(id))") == true)
        let article = try #require(try Self.articles().first { $0.id == id })
        #expect(result.content["answer"] == .string(article.answer))
        #expect(result.content["success"] == true)
        #expect(result.content["query"] == .string(query))
        #expect(result.instruction == nil)
    }

    @Test func everyArticleIsFoundByItsOwnQuestion() async throws {
        let articles = try Self.articles()
        for region in ["lombardia", "piemonte"] {
            let base = try await Self.base(region)
            let own = articles.filter { [region, "nazionale"].contains($0.scope) }
            #expect(own.count > 50)
            for article in own {
                let result = try await base.call(["query": .string(article.question)])
                #expect(result.content["source"] == .string("\(article.source) (\(article.id))"))
                #expect(result.content["confidence"]?.double == 1)
            }
        }
    }

    @Test(arguments: [
        ("piemonte", "lombardia"), ("lombardia", "piemonte"),
    ])
    func aRegionNeverGivesTheOthersArticles(_ region: String, _ other: String) async throws {
        let articles = try Self.articles()
        let foreign = articles.filter { $0.scope == other }
        #expect(!foreign.isEmpty)
        let base = try await Self.base(region, limit: 10)
        for article in foreign {
            let result = try await base.call(["query": .string("\(article.question) \(article.answer)")])
            for other in foreign { #expect(!result.content.description.contains("(\(other.id))")) }
        }
    }

    @Test(arguments: [
        ("È obbligatoria la tessera sanitaria?", "e obbligatoria la tessera sanitaria"),
        ("disabilità parcheggio", "disabilita parcheggi"), ("referto", "REFERTI"),
        ("l'ecografia dell'addome", "ecografie addome"), ("prelievo al sabato", "prelievi di sabato"),
    ])
    func formsAccentsAndCaseFindTheSame(_ one: String, _ other: String) async throws {
        let base = try await Self.base("lombardia")
        let (first, second) = (
            try await base.call(["query": .string(one)]), try await base.call(["query": .string(other)])
        )
        #expect(first.content["success"] == true)
        #expect(first.content["source"] == second.content["source"])
        #expect(first.content["others"] == second.content["others"])
    }

    @Test(arguments: [
        "pizza margherita", "xyzzy qwerty", "Qual è la capitale della Francia?", "", "???",
        "scrivimi una poesia sulla luna", "dell'altro", "quanto costa un biglietto del treno per Parigi domani mattina",
        "\" OR 1=1 --",
    ])
    func aStrangeQuestionFindsNothingAndSaysSo(_ query: String) async throws {
        let result = try await Self.base("lombardia").call(["query": .string(query)])
        #expect(result.content["success"] == false)
        #expect(result.content["answer"] == JSONValue.null)
        #expect(result.content["confidence"]?.double == 0)
        #expect(result.content["message"]?.string?.contains("Nessun articolo") == true)
        let instruction = try #require(result.instruction)
        #expect(instruction.contains("non inventare"))
        #expect(instruction.contains("operator"))
    }

    @Test func anAnswerThatFitsInPartComesWithAWarning() async throws {
        let result = try await Self.base("lombardia").call(["query": "chi ha vinto il campionato"])
        #expect(try #require(result.content["confidence"]?.double) < 0.5)
        #expect(result.instruction?.contains("solo in parte") == true)
    }

    @Test func otherMatchesComeWithTheirSourcesAndWithinTheLimit() async throws {
        let query: JSONValue = ["query": "ecografia preparazione"]
        for limit in [1, 2, 4] {
            let result = try await Self.base("lombardia", limit: limit).call(query)
            let others = try #require(result.content["others"]?.array)
            #expect(others.count == limit - 1)
            let sources = others.compactMap { $0["source"]?.string } + [result.content["source"]?.string ?? ""]
            #expect(Set(sources).count == limit)
            for other in others {
                #expect(other["question"]?.string?.isEmpty == false)
                #expect(other["answer"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func theArgumentsAgreeWithTheSchema() async throws {
        let tool = try await Self.base("lombardia").tool
        try tool.verifySchema()
        #expect(tool.definition.parameters.required == ["query"])
        #expect(tool.definition.effect == .read)
        #expect(tool.definition.name == "knowledge_base_lombardia")
    }
}
