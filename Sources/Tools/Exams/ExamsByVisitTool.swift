import AgentRuntime

/// What the visit with a certain code comprises.
struct ExamsByVisitTool: Tool {
    struct Arguments: Decodable, Sendable {
        let visitType: String

        private enum CodingKeys: String, CodingKey {
            case visitType = "visit_type"
        }
    }

    let definition: ToolDefinition
    private let table: ExamTable

    init(name: String, table: ExamTable) {
        self.definition = ToolDefinition(
            name: name,
            description: """
                Quali esami comprende una visita medico-sportiva di cui si conosce il codice, per esempio B1. Da usare quando \
                il paziente nomina il codice, che va preso così com'è.
                """,
            parameters: .object(
                ["visit_type": .string("Il codice della visita, per esempio B1", oneOf: table.visits)],
                required: ["visit_type"]
            ),
            effect: .read
        )
        self.table = table
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        guard let exams = self.table[arguments.visitType] else {
            let known = self.table.visits.joined(separator: ", ")
            throw ToolFailure("There is no visit \"\(arguments.visitType)\". There are: \(known).")
        }
        return ToolResult([
            "success": true, "visit_type": .string(arguments.visitType), "visit_code": .string(arguments.visitType),
            "exams": .array(exams.map { .string($0) }), "exam_count": .integer(exams.count),
        ])
    }
}
