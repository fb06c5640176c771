public import AgentRuntime

/// Makes a tool that tells what a visit for sports comprises: the value `exams` of `kind`.
public struct ExamsKind: ToolKind {
    public static let name = "exams"

    public init() {}

    /// The entry's `settings`.
    public struct Settings: Decodable, Sendable {
        /// By what the exams are looked up.
        enum Key: String, Decodable {
            /// By the visit's code.
            case visit
            /// By the sport, under whatever name.
            case sport
        }

        let by: Key
        /// The file of visits and their exams.
        let exams: String
        /// The file of sports; for a look-up by sport.
        let sports: String?
    }

    public func makeTools(
        named name: String,
        settings: Settings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let path = environment.resolve(settings.exams)
        let table = ExamTable(try environment.documents.read([VisitExams].self, at: path).flatMap { $0 })
        guard !table.visits.isEmpty else { throw ToolDataError(name, "there are no visits in \(path).") }
        switch settings.by {
        case .visit:
            return SingleTool(ExamsByVisitTool(name: name, table: table))
        case .sport:
            guard let file = settings.sports.map(environment.resolve) else {
                throw ToolDataError(name, "a look-up by sport needs `sports`, the file of sports.")
            }
            let sports = try environment.documents.read([Sport].self, at: file).flatMap { $0 }
            guard !sports.isEmpty else { throw ToolDataError(name, "there are no sports in \(file).") }
            for sport in sports where table[sport.visit] == nil {
                throw ToolDataError(
                    name,
                    "\(path) has no visit \(sport.visit), which \(sport.sport) in \(file) asks for."
                )
            }
            return SingleTool(ExamsBySportTool(name: name, table: table, sports: SportsList(sports)))
        }
    }
}
