import AgentRuntime

/// A place as a patient says it: "a Milano", "zona Saronno", "Naviglio Verde".
struct Place: Sendable {
    private let words: [String]

    private static let fillers: Set<String> = [
        "a", "ad", "al", "alla", "bene", "centro", "citta", "comune", "con", "d", "da", "dei", "del", "della", "di",
        "e", "il", "in", "l", "la", "le", "nei", "nel", "nella", "o", "oppure", "paese", "presso", "provincia",
        "qualsiasi", "sede", "su", "tutta", "tutto", "va", "vicino", "zona",
    ]

    /// - Parameter region: whose name means no place in particular.
    init(_ text: String, in region: Region) {
        let everywhere = Self.fillers.union(BookingWords.folded(region.name))
        self.words = BookingWords.folded(text).filter { !everywhere.contains($0) }
    }

    /// The centres it means, those in the town itself before those one reaches from it; all of them if it names
    /// nothing.
    func centres(among centres: [Centre]) -> [Centre] {
        if self.words.isEmpty { return centres }
        let exact = centres.filter { centre in
            [centre.city, centre.name, centre.address, centre.id].contains(where: self.means)
                || self.words == BookingWords.folded(centre.province)
        }
        let near = centres.filter { centre in !exact.contains(centre) && centre.near.contains(where: self.means) }
        return exact + near
    }

    /// Whether one of the two names stands within the other: "Sesto" means Sesto San Giovanni, "Milano città" means
    /// Milano.
    private func means(_ name: String) -> Bool {
        let name = BookingWords.folded(name).filter { !Self.fillers.contains($0) }
        return Self.contains(name, self.words) || Self.contains(self.words, name)
    }

    private static func contains(_ words: [String], _ part: [String]) -> Bool {
        guard !part.isEmpty, part.count <= words.count else { return false }
        return (0...words.count - part.count).contains { words[$0..<$0 + part.count].elementsEqual(part) }
    }
}
