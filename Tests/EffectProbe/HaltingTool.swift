import AgentRuntime

/// A tool that stops before or after what it does, if it writes.
struct HaltingTool: Tool {
    let tool: any Tool
    let point: ProbePoint?

    var definition: ToolDefinition { self.tool.definition }

    func call(_ arguments: JSONValue, in context: ToolContext) async throws -> ToolResult {
        let isWrite = self.definition.effect == .write
        if isWrite, self.point == .beforeEffect { await EffectProbe.halt() }
        let result = try await self.tool.run(arguments, in: context)
        if isWrite, self.point == .afterEffect { await EffectProbe.halt() }
        return result
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        try await self.tool.outcome(of: key, in: context)
    }
}
