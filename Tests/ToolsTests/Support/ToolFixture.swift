import AgentRuntime
import HTTPTransport
import Logging
import Testing

/// One tool, made by its kind and called as the runtime does: arguments checked by the schema, then decoded.
struct ToolFixture: Sendable {
    let tool: any Tool
    private let region: Region
    private let http: HTTPClient

    /// - Parameters:
    ///   - settings: as an entry's `settings` say; relative paths start at the shipped configuration.
    ///   - invented: documents by absolute path, in place of the shipped ones.
    init(
        _ kind: some ToolKind,
        named name: String = "probe",
        settings: JSONValue,
        region: Region = Region(id: RegionID(rawValue: "lombardia"), name: "Lombardia"),
        invented: [String: [String]] = [:]
    ) async throws {
        self.region = region
        self.http = try HTTPClient()
        let toolset = try await kind.makeTools(
            named: name,
            settings: JSONSettings(json: settings),
            in: ToolEnvironment(
                region: region,
                configDirectory: YAMLDocumentsForTests.shippedConfiguration,
                dataDirectory: "/nowhere",
                documents: YAMLDocumentsForTests(invented: invented),
                http: self.http,
                logger: Logger(label: "test")
            )
        )
        #expect(toolset.tools.count == 1)
        self.tool = try #require(toolset.tools.first)
    }

    func call(_ arguments: JSONValue) async throws -> ToolResult {
        func run<T: Tool>(_ tool: T) async throws -> ToolResult {
            let valid = try tool.definition.parameters.validated(arguments)
            return try await tool.call(valid.decoded(), in: self.context)
        }
        return try await run(self.tool)
    }

    private var context: ToolContext {
        ToolContext(
            session: SessionID(),
            turn: TurnNumber(rawValue: 1),
            call: CallID(rawValue: "c1"),
            region: self.region,
            user: nil,
            budget: .seconds(30),
            logger: Logger(label: "test"),
            http: self.http,
            now: Timestamp("2026-11-23T09:00:00.000Z") ?? .now
        )
    }
}

/// Settings as a test writes them.
struct JSONSettings: SettingsSource {
    let json: JSONValue

    func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
        try self.json.decoded(as: type)
    }
}
