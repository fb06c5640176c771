import AgentRuntime
import Logging

/// A tool of an MCP server.
struct MCPTool: Tool {
    let definition: ToolDefinition
    /// What the server calls it.
    private let originalName: String
    private let mirrored: MirroredArguments?
    private let client: MCPClient

    /// - Parameters:
    ///   - name: what the model calls it.
    ///   - mirrored: the arguments that are repeated in header fields.
    init(
        _ tool: MCPToolDescription,
        named name: String,
        effect: ToolDefinition.Effect,
        mirrored: MirroredArguments?,
        client: MCPClient
    ) {
        self.definition = ToolDefinition(
            name: name,
            description: tool.description,
            parameters: JSONSchema(MirroredArguments.removed(from: tool.schema)),
            effect: effect
        )
        self.originalName = tool.name
        self.mirrored = mirrored
        self.client = client
    }

    func call(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        do {
            let answer = try await self.client.result(
                of: "tools/call",
                ["name": .string(self.originalName), "arguments": arguments],
                mirrored: self.mirrored?.headers(for: arguments) ?? [:],
                mayRepeat: self.definition.effect == .read
            )
            return try MCPCallResult.result(answer)
        } catch let error as MCPError {
            context.logger.warning("MCP server did not answer a call", metadata: ["reason": "\(error.logged)"])
            throw ToolFailure(error, isWrite: self.definition.effect == .write)
        }
    }
}

extension MCPError {
    /// The reason without what the server says, which may repeat arguments.
    var logged: String {
        if case .refused(let error) = self { return "it answered with error \(error.code)" }
        return self.description
    }
}
