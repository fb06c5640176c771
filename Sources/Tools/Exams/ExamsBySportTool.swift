import AgentRuntime

/// What the visit for a sport comprises.
struct ExamsBySportTool: Tool {
    struct Arguments: Decodable, Sendable {
        let sport: String
    }

    let definition: ToolDefinition
    private let table: ExamTable
    private let sports: SportsList

    init(name: String, table: ExamTable, sports: SportsList) {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Quali esami comprende la visita medico-sportiva per uno sport: cosa si fa, che accertamenti servono. Da usare \
                quando il paziente nomina lo sport.
                """,
            parameters: .object(
                [
                    "sport": .string(
                        "Lo sport praticato, in italiano",
                        examples: ["pallavolo", "calcio", "danza sportiva", "nuoto"]
                    )
                    .asked("Di quale sport si tratta?")
                ],
                required: ["sport"]
            ),
            effect: .read
        )
        self.table = table
        self.sports = sports
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let sport = try self.sports.sport(named: arguments.sport)
        let exams = self.table[sport.visit] ?? []
        return ToolResult([
            "success": true, "sport": .string(sport.sport), "visit_code": .string(sport.visit),
            "exams": .array(exams.map { .string($0) }), "exam_count": .integer(exams.count),
        ])
    }
}
