import Foundation
import Testing

@testable import Tools

@Suite struct ItalianTextTests {
    @Test(arguments: [
        ("CITTÀ", "citta"), ("Perché", "perche"), ("Ualà!", "uala!"), ("cittA\u{300}", "citta"), ("", ""),
    ])
    func foldingTakesCaseAndAccents(_ text: String, _ folded: String) {
        #expect(ItalianText.folded(text) == folded)
    }

    @Test(arguments: [
        ("ecografia", "ecografie"), ("referto", "referti"), ("prenotare", "prenotato"), ("esame", "ESAMI"),
        ("velocità", "velocita"), ("velocità", "velocità".decomposedStringWithCanonicalMapping),
        ("elettrocardiogramma", "elettrocardiogrammi"),
    ])
    func formsOfOneWordHaveOneStem(_ one: String, _ other: String) {
        let stems = ItalianText.stems(of: one)
        #expect(stems.count == 1)
        #expect(stems == ItalianText.stems(of: other))
    }

    @Test(arguments: [
        "l'ecografia", "l’ecografia", "un'ecografia", "dell'ecografia", "all’ecografia", "quell'ecografia",
    ])
    func articlesBeforeAnApostropheDoNotCount(_ text: String) {
        #expect(ItalianText.stems(of: text) == ItalianText.stems(of: "ecografia"))
    }

    @Test(arguments: [
        "", "   ", "?!…", "come posso fare per", "E che cosa è?", "dov'è", "com’è", "PERCHÉ", "Buongiorno, grazie",
    ])
    func wordsThatStandEverywhereHaveNoStem(_ text: String) {
        #expect(ItalianText.stems(of: text).isEmpty)
    }

    @Test func stemsKeepTheOrderOfTheText() {
        let stems = ItalianText.stems(of: "digiuno prima del prelievo")
        #expect(stems == ["digiuno", "prima", "prelievo"].flatMap { ItalianText.stems(of: $0) })
        #expect(stems.count == 3)
    }

    @Test func manyThreadsGetTheSameStems() async {
        let words = ["prenotazione", "ecografie", "referti", "elettrocardiogramma", "pagamenti", "sportivo"]
        let expected = words.map { ItalianText.stems(of: $0) }
        await withTaskGroup(of: [[String]].self) { group in
            for _ in 0..<16 {
                group.addTask { (0..<50).reduce(into: []) { all, _ in all = words.map { ItalianText.stems(of: $0) } } }
            }
            for await stems in group { #expect(stems == expected) }
        }
    }
}
