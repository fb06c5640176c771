import AgentRuntime
import Foundation

/// What the medical visit for competitive sport costs.
struct CompetitivePriceTool: Tool {
    struct Arguments: Decodable, Sendable {
        let age: Int
        let gender: String
        let sport: String
        let region: String?
    }

    let definition: ToolDefinition
    private let sports: SportsList
    private let prices: PriceTable
    private let region: String

    init(name: String, sports: SportsList, prices: PriceTable, region: String) {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Quanto costa la visita medico-sportiva agonistica: prezzo per età, sesso, sport e regione. \
                Da chiamare quando i dati sono noti.
                """,
            parameters: .object(
                [
                    "age": .integer("L'età dell'atleta, in anni compiuti", in: 0...120)
                        .asked("Quanti anni ha l'atleta?"),
                    "gender": .string(
                        "Il sesso dell'atleta: M per maschio, uomo, ragazzo, bambino, figlio; F per femmina, donna, ragazza, "
                            + "bambina, figlia",
                        oneOf: ["M", "F"]
                    ).asked("L'atleta è maschio o femmina?"),
                    "sport": .string("Lo sport praticato, in italiano", examples: sports.names)
                        .asked("Quale sport pratica?"),
                    "region": .string(
                        "La regione, la provincia o il comune; se il paziente non lo dice vale \(region.capitalized)",
                        examples: ["Lombardia", "Piemonte", "Monza", "Torino"]
                    ),
                ],
                required: ["age", "gender", "sport"]
            ),
            effect: .read
        )
        self.sports = sports
        self.prices = prices
        self.region = region
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let named = arguments.region ?? ""
        let place = ItalianText.words(of: named).isEmpty ? self.region : named
        guard let region = self.prices.region(of: place) else {
            let known = self.prices.regions.map(\.capitalized).joined(separator: ", ")
            throw ToolFailure(
                "Per «\(place)» non ci sono prezzi, ce ne sono per: \(known). Chiedi in quale di queste regioni."
            )
        }
        return try self.result(self.sports.sport(named: arguments.sport), arguments, region)
    }

    private func result(_ sport: Sport, _ arguments: Arguments, _ region: String) throws -> ToolResult {
        let price = self.prices.agonistic.first {
            $0.region == region && $0.visit == sport.visit && ($0.minimumAge...$0.maximumAge).contains(arguments.age)
        }
        guard let price else {
            throw ToolFailure(
                "Per \(sport.sport) a \(arguments.age) anni in \(region.capitalized) non risulta nessun prezzo."
            )
        }
        return ToolResult([
            "success": true,
            "message": .string(
                "La visita agonistica per \(sport.sport) a \(arguments.age) anni in \(region.capitalized) costa "
                    + "\(euros(price.priceCents))."
            ),
            "price": .string(euros(price.priceCents)), "price_cents": .integer(price.priceCents),
            "visit_type": .string(sport.visit), "age": .integer(arguments.age), "gender": .string(arguments.gender),
            "sport": .string(sport.sport), "region": .string(region.capitalized),
        ])
    }
}
