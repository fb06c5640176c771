import AgentRuntime

/// Answers questions about a centre: hours, closures, blood draws, address, what it offers.
struct ClinicInfoTool: Tool {
    struct Arguments: Decodable, Sendable {
        let query: String
    }

    let definition: ToolDefinition
    private let centres: [Centre]
    private let services: ServiceCatalogue?
    private let calendar: LocalCalendar

    init(name: String, centres: [Centre], services: ServiceCatalogue?, calendar: LocalCalendar) {
        let cities = centres.map(\.city).joined(separator: ", ")
        self.definition = ToolDefinition(
            name: name,
            description: """
                Informazioni su una sede: orari di apertura, orari dei prelievi, chiusure, indirizzo, telefono, se vi si \
                esegue una prestazione. La domanda deve nominare la sede o la città: \(cities).
                """,
            parameters: .object(
                [
                    "query": .string(
                        "La domanda in italiano, con la sede o la città, per esempio: orari prelievi Tradate"
                    )
                ],
                required: ["query"]
            ),
            effect: .read
        )
        self.centres = centres
        self.services = services
        self.calendar = calendar
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let question = ClinicQuestion(arguments.query)
        let centres = question.centres(among: self.centres)
        guard !centres.isEmpty else {
            let cities = self.centres.map(\.city).joined(separator: ", ")
            return ToolResult(
                [
                    "success": false, "query": .string(arguments.query), "answer": nil, "missing_params": ["place"],
                    "message": .string("La domanda non nomina una sede. Ci sono sedi a \(cities)."),
                ],
                instruction: "Chiedi per quale sede, poi ripeti la ricerca con la città nella domanda."
            )
        }
        let asked = try self.servicesNamed(in: arguments.query)
        let today = self.calendar.local(context.now).date
        let answers = centres.map { ClinicAnswer(centre: $0, services: asked, today: today).text(to: question) }
        return ToolResult([
            "success": true, "query": .string(arguments.query), "answer": .string(answers.joined(separator: "\n")),
        ])
    }

    /// The services the question is about; none where it is about the centre itself.
    private func servicesNamed(in query: String) throws -> [HealthService] {
        let words = BookingWords.folded(query).filter { word in
            !self.centres.contains { BookingWords.folded("\($0.city) \($0.name)").contains(word) }
        }
        return try self.services?.search(words.joined(separator: " "), limit: 3) ?? []
    }
}
