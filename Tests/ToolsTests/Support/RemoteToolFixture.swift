import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

/// A tool of a remote system, made from its settings and called as the runtime does: arguments checked by the schema first.
struct RemoteToolFixture: Sendable {
    let tool: any Tool
    private let http: HTTPClient

    init(
        _ kind: some ToolKind,
        named name: String = "probe",
        _ settings: JSONValue,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        self.http = try HTTPClient()
        let environment = try ToolEnvironment.testing(http: self.http, now: now)
        let toolset = try await kind.makeTools(named: name, settings: settings, in: environment)
        self.tool = try #require(toolset.tools.first)
    }

    func call(
        _ arguments: JSONValue = [:],
        of session: SessionID = SessionID(),
        as call: CallID = "t1c1",
        budget: Duration = .seconds(30)
    ) async throws -> JSONValue {
        let context = try ToolContext.testing(session: session, call: call, budget: budget, http: self.http)
        return try await self.tool.run(self.tool.definition.parameters.validated(arguments), in: context).content
    }

    /// Why a call fails; a test that expects it to fails where it does not.
    func failure(_ arguments: JSONValue = [:], budget: Duration = .seconds(30)) async throws -> ToolFailure {
        try #require(
            await #expect(throws: ToolFailure.self) { try await self.call(arguments, budget: budget) }
        )
    }
}

extension JSONValue {
    /// A schema of these properties, of which some are required.
    static func parameters(_ properties: [String: String], required: [String] = []) -> JSONValue {
        [
            "type": "object", "properties": .object(properties.mapValues { ["type": .string($0)] }),
            "required": .array(required.map { .string($0) }), "additionalProperties": false,
        ]
    }

    /// The object with these members over its own.
    func with(_ members: [String: JSONValue]) -> JSONValue {
        .object((self.object ?? [:]).merging(members) { $1 })
    }
}
