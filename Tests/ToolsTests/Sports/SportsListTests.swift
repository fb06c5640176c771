import AgentRuntime
import Testing

@testable import Tools

/// Over the sports the repository ships.
@Suite struct SportsListTests {
    private static func sports() throws -> [Sport] {
        let path = "\(YAMLDocumentsForTests.shippedConfiguration)/data/sports.yaml"
        return try YAMLDocumentsForTests().read([Sport].self, at: path).flatMap { $0 }
    }

    /// `=sport` for one, `a|b` for several, `?a|b` for none with these among the similar ones.
    private static func match(_ name: String) throws -> String {
        switch SportsList(try Self.sports()).match(name) {
        case .one(let sport): "=\(sport.sport)"
        case .several(let sports): sports.map(\.sport).joined(separator: "|")
        case .none(let similar): "?\(similar.map(\.sport).joined(separator: "|"))"
        }
    }

    @Test(arguments: [
        ("pallavolo", "pallavolo"), ("PALLAVOLO", "pallavolo"), (" pallavolo. ", "pallavolo"), ("volley", "pallavolo"),
        ("Basket", "pallacanestro"), ("calcio a 5", "calcio"), ("la corsa", "atletica leggera"), ("boxe", "pugilato"),
        ("pattinaggio di velocita", "pattinaggio di velocità"), ("tiro con l’arco", "tiro con l'arco"),
        ("balli latini", "danza sportiva"), ("danza classica", "danza artistica"), ("lo sci nordico", "sci di fondo"),
        ("beach-volley", "pallavolo"), ("sub", "immersione subacquea"),
    ])
    func aSportIsFoundByItsNames(_ name: String, _ sport: String) throws {
        #expect(try Self.match(name) == "=\(sport)")
    }

    @Test func everyNameOfEverySportMeansThatSportAlone() throws {
        let sports = try Self.sports()
        #expect(sports.count >= 20)
        for sport in sports {
            for name in [sport.sport] + sport.aliases { #expect(try Self.match(name) == "=\(sport.sport)", "\(name)") }
        }
    }

    @Test(arguments: [
        ("danza", "danza sportiva|danza artistica"), ("Danze", "danza sportiva|danza artistica"),
        ("pattinaggio", "pattinaggio artistico|pattinaggio di velocità"), ("sci", "sci alpino|sci di fondo"),
        ("la ginnastica", "ginnastica artistica|ginnastica ritmica"),
    ])
    func aNameThatFitsSeveralNamesThemAll(_ name: String, _ sports: String) throws {
        #expect(try Self.match(name) == sports)
    }

    @Test(arguments: [
        ("palavolo", "pallavolo"), ("basckett", "pallacanestro"), ("calccio", "calcio"), ("tenis", "tennis"),
        ("minipalla", "pallavolo"), ("nuotto", "nuoto"), ("calcio femminile", "calcio"),
        ("corsa artistica", "atletica leggera"),
    ])
    func aMisspeltNameIsNotFoundButClose(_ name: String, _ close: String) throws {
        let match = try Self.match(name)
        #expect(match.hasPrefix("?"))
        let similar = match.dropFirst().split(separator: "|").map(String.init)
        #expect(similar.contains(close), "\(match)")
        #expect(similar.count <= 3)
    }

    @Test(arguments: ["", " ", "di", "?", "xyzzy", "scacchi quantistici"])
    func whatIsNoSportHasNothingClose(_ name: String) throws {
        #expect(try Self.match(name) == "?")
    }
}
