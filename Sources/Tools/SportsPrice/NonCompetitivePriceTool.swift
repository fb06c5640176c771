import AgentRuntime
import Foundation

/// What the medical visit for non-competitive sport costs.
struct NonCompetitivePriceTool: Tool {
    struct Arguments: Decodable, Sendable {
        let ecgUnderStress: Bool

        private enum CodingKeys: String, CodingKey {
            case ecgUnderStress = "ecg_under_stress"
        }
    }

    let definition: ToolDefinition
    /// In cents.
    private let plain: Int
    private let withECG: Int
    private let region: String

    init(name: String, plain: Int, withECG: Int, region: String) {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Quanto costa la visita medico-sportiva non agonistica, per la palestra o la scuola, con o senza \
                elettrocardiogramma sotto sforzo.
                """,
            parameters: .object(
                [
                    "ecg_under_stress": .boolean(
                        "Se serve anche l'elettrocardiogramma sotto sforzo (sì o no): chiederlo sempre prima"
                    ).asked("Serve anche l'elettrocardiogramma sotto sforzo?")
                ],
                required: ["ecg_under_stress"]
            ),
            effect: .read
        )
        self.plain = plain
        self.withECG = withECG
        self.region = region
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let cents = arguments.ecgUnderStress ? self.withECG : self.plain
        return ToolResult([
            "success": true,
            "message": .string(
                "La visita non agonistica \(arguments.ecgUnderStress ? "con" : "senza") elettrocardiogramma sotto sforzo in "
                    + "\(self.region.capitalized) costa \(euros(cents))."
            ),
            "price": .string(euros(cents)), "price_cents": .integer(cents),
            "ecg_under_stress": .bool(arguments.ecgUnderStress), "region": .string(self.region.capitalized),
        ])
    }
}
