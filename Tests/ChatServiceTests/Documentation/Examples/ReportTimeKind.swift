public import AgentRuntime

/// Makes a tool that tells when a report is ready: the value `report_time` of `kind`.
public struct ReportTimeKind: ToolKind {
    public static let name = "report_time"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// The file of exams; beside the configuration unless absolute.
        let times: String
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = environment.resolve(settings.times)
        let times = try environment.documents.read([ReportTime].self, at: path).flatMap(\.self)
        guard !times.isEmpty else { throw ToolDataError(name, "there are no exams in \(path).") }
        return SingleTool(ReportTimeTool(name: name, times: times))
    }
}

/// An exam and the working days until its report is ready.
struct ReportTime: Decodable, Sendable {
    let exam: String
    let days: Int
}

/// Tells in how many working days a report is ready.
struct ReportTimeTool: Tool {
    struct Arguments: Decodable, Sendable {
        enum Delivery: String, Decodable, CaseIterable {
            case online
            case counter = "sportello"
        }

        let exam: String
        let delivery: Delivery?
    }

    let definition: ToolDefinition
    private let times: [ReportTime]

    init(name: String, times: [ReportTime]) {
        self.definition = ToolDefinition(
            name: name,
            description: "Dice dopo quanti giorni lavorativi è pronto il referto di un esame.",
            parameters: .object(
                [
                    "exam": .string("L'esame di cui si aspetta il referto, in italiano", examples: ["emocromo"]),
                    "delivery": .string("Come si ritira", oneOf: Arguments.Delivery.allCases.map(\.rawValue)),
                ],
                required: ["exam"]
            ),
            effect: .read
        )
        self.times = times
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let wanted = arguments.exam.lowercased()
        guard let time = self.times.first(where: { wanted.contains($0.exam) }) else {
            let known = self.times.map(\.exam).joined(separator: ", ")
            throw ToolFailure(
                "Nothing is known of \"\(arguments.exam)\". Known are: \(known). Ask which exam is meant."
            )
        }
        let days = time.days + (arguments.delivery == .counter ? 1 : 0)
        return ToolResult(
            ["exam": .string(time.exam), "working_days": .integer(days)],
            instruction: days == 0 ? "Di' che il referto è pronto lo stesso giorno." : nil
        )
    }
}
