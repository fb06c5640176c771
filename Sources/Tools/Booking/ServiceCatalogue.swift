import AgentRuntime

/// The services a desk offers, found by code, by name or by what people call them.
struct ServiceCatalogue: Sendable {
    private let services: [HealthService]
    private let byName: [[String]: HealthService]
    private let byCode: [String: HealthService]
    private let index: TextIndex

    /// A hit counts if at least this share of what was asked for is in it.
    private static let leastCoverage = 0.5

    /// - Parameter services: with a code each; of services with one name, the first is found by it.
    /// - Throws: the index's error.
    init(_ services: [HealthService]) throws {
        self.services = services
        self.byName = Dictionary(
            services.map { (BookingWords.folded($0.name), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.byCode = Dictionary(services.map { ($0.code.uppercased(), $0) }, uniquingKeysWith: { first, _ in first })
        self.index = try TextIndex(
            documents: services.enumerated().map { index, service in
                TextIndex.Document(
                    id: index,
                    fields: [
                        (text: service.name, weight: 3),
                        (text: service.synonyms.joined(separator: ", "), weight: 2),
                        (text: service.category, weight: 0.5),
                    ]
                )
            }
        )
    }

    /// The service with this code or exactly this name; case and accents do not matter.
    subscript(codeOrName: String) -> HealthService? {
        self.byCode[codeOrName.uppercased()] ?? self.byName[BookingWords.folded(codeOrName)]
    }

    /// The services that fit `query` best, best first; none where nothing really fits.
    func search(_ query: String, limit: Int) throws -> [HealthService] {
        let hits = try self.index.search(Self.spelledOut(query), limit: self.services.count)
        let best = hits.map(\.coverage).max() ?? 0
        return hits.filter { $0.coverage >= max(Self.leastCoverage, best - 0.25) }.prefix(limit).map {
            self.services[$0.id]
        }
    }

    /// The query with the abbreviations that are no words of their own written out, and without the words that say that
    /// something is to be booked but not what.
    private static func spelledOut(_ query: String) -> String {
        let sides = ["dx": "destra destro", "sx": "sinistra sinistro"]
        let words = query.split(separator: " ").filter { word in
            let folded = BookingWords.folded(String(word)).joined()
            return !Self.requestWords.contains(folded) && !Self.requestStems.contains(where: folded.hasPrefix)
        }
        return words.map { sides[$0.lowercased()] ?? String($0) }.joined(separator: " ")
    }

    private static let requestStems = ["appuntament", "disponibil", "prenot"]
    private static let requestWords: Set<String> = [
        "costa", "costano", "costo", "fissare", "libere", "liberi", "libero", "orari", "orario", "posti", "posto",
        "prezzi", "prezzo", "tariffa", "tariffe",
    ]
}
