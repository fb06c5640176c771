import Testing

@testable import Tools

@Suite struct TextIndexTests {
    private static func index(_ texts: [(title: String, body: String)]) throws -> TextIndex {
        try TextIndex(
            documents: texts.enumerated().map { id, text in
                TextIndex.Document(id: id, fields: [(text: text.title, weight: 3), (text: text.body, weight: 1)])
            }
        )
    }

    /// Invented.
    private static let rooms: [(title: String, body: String)] = [
        ("Sala delle ecografie", "Qui si aspetta il medico con la lampada verde."),
        ("Corridoio", "La sala delle ecografie è in fondo, dopo la lampada."),
        ("Giardino", "Tre panchine e una fontana; la velocità è vietata."),
        ("Cantina", "Vuota."),
    ]

    @Test(arguments: [
        "fontana", "FONTANE", "la fontana?", "l'acqua della fontana", "velocita", "Velocità", "velocita\u{300}",
    ])
    func formCaseAndAccentsDoNotMatter(_ query: String) throws {
        #expect(try Self.index(Self.rooms).search(query, limit: 5).map(\.id) == [2])
    }

    @Test func aHeavierFieldCountsMore() throws {
        let hits = try Self.index(Self.rooms).search("ecografia", limit: 5)
        #expect(hits.map(\.id) == [0, 1])
        #expect(hits[0].score > hits[1].score)
    }

    @Test func coverageIsTheShareOfTheWordsThatAreThere() throws {
        let index = try Self.index(Self.rooms)
        #expect(try index.search("panchina fontana", limit: 1).map(\.coverage) == [1])
        let half = try #require(try index.search("panchina cantina", limit: 5).first { $0.id == 2 })
        #expect(abs(half.coverage - 0.5) < 0.000_1)
    }

    @Test func aRareWordCoversMoreThanACommonOne() throws {
        let hits = try Self.index(Self.rooms).search("lampada panchina", limit: 5)
        let coverage = Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.coverage) })
        let (rare, common) = (try #require(coverage[2]), try #require(coverage[1]))
        #expect(rare > common)
        #expect(abs(rare + common - 1) < 0.000_1)
    }

    @Test func aWordThatStandsNowhereLowersTheCoverage() throws {
        let index = try Self.index(Self.rooms)
        let hit = try #require(try index.search("fontana astronave", limit: 1).first)
        #expect(hit.id == 2)
        #expect(abs(hit.coverage - 0.5) < 0.000_1)
    }

    @Test(arguments: ["", "  ", "che cosa è", "'", "astronave", "🚀", "漢字", "\u{0}"])
    func aQueryWithoutATellingWordFindsNothing(_ query: String) throws {
        #expect(try Self.index(Self.rooms).search(query, limit: 5).isEmpty)
    }

    @Test(arguments: [
        "fontana\"", "\"fontana\" OR *", "c0:fontana", "NEAR(fontana)", "fontana*", "-fontana", "fontana AND",
        "(fontana",
        "fontana'; DROP TABLE texts; --", "^fontana", "{c0 c1}: fontana",
    ])
    func nothingInAQueryIsSyntax(_ query: String) throws {
        #expect(try Self.index(Self.rooms).search(query, limit: 5).first?.id == 2)
    }

    @Test func aVeryLongQueryIsAnswered() throws {
        let noise = (0..<3000).map { "parola\($0)" }.joined(separator: " ")
        let hit = try #require(try Self.index(Self.rooms).search("\(noise) fontana", limit: 1).first)
        #expect(hit.id == 2)
        #expect(hit.coverage < 0.01)
    }

    @Test func whatIsNotAllowedTakesNoPlace() throws {
        let index = try Self.index(Self.rooms)
        #expect(try index.search("ecografia", limit: 1) { $0 != 0 }.map(\.id) == [1])
        #expect(try index.search("ecografia", limit: 0).isEmpty)
    }

    @Test func anIndexOfNothingFindsNothing() throws {
        #expect(try TextIndex(documents: []).search("fontana", limit: 5).isEmpty)
    }

    @Test func manySearchesAtOnceFindTheSame() async throws {
        let index = try Self.index(Self.rooms)
        let expected = try index.search("lampada verde della sala", limit: 5)
        #expect(!expected.isEmpty)
        try await withThrowingTaskGroup(of: [TextIndex.Hit].self) { group in
            for _ in 0..<32 { group.addTask { try index.search("lampada verde della sala", limit: 5) } }
            for try await hits in group { #expect(hits == expected) }
        }
    }
}
