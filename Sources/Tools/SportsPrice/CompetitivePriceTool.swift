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
                    "age": .integer("L'età dell'atleta, in anni compiuti", in: 0...120),
                    "gender": .string(
                        "Il sesso dell'atleta: M per maschio, figlio, uomo; F per femmina, figlia, donna",
                        oneOf: ["M", "F"]
                    ),
                    "sport": .string(
                        "Lo sport praticato, in italiano",
                        examples: ["pallavolo", "calcio", "nuoto", "tennis"]
                    ),
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
                "No prices are known for \"\(place)\". Known are \(known): ask in which of them the visit is."
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
                "No price is on record for \(sport.sport) at the age of \(arguments.age) in \(region.capitalized)."
            )
        }
        return ToolResult([
            "success": true, "price": .string(euros(price.priceCents)), "price_cents": .integer(price.priceCents),
            "visit_type": .string(sport.visit), "age": .integer(arguments.age), "gender": .string(arguments.gender),
            "sport": .string(sport.sport), "region": .string(region.capitalized),
        ])
    }
}
