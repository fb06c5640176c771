import AgentRuntime
import Foundation

/// Writes a line with the call's key each time it runs, so that nothing it does twice goes unseen.
struct NoteTool: Tool {
    struct Arguments: Decodable, Sendable {}

    let path: String

    let definition = ToolDefinition(
        name: "note",
        description: "Writes a line.",
        parameters: .object([:]),
        effect: .write
    )

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        if !FileManager.default.fileExists(atPath: self.path) {
            try Data().write(to: URL(filePath: self.path))
        }
        let file = try FileHandle(forWritingTo: URL(filePath: self.path))
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data("\(context.idempotencyKey)\n".utf8))
        return Self.result(context.idempotencyKey)
    }

    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        let lines = (try? String(contentsOfFile: self.path, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.contains { $0 == key.rawValue } ? Self.result(key) : nil
    }

    private static func result(_ key: IdempotencyKey) -> ToolResult {
        ToolResult(["noted": .string(key.rawValue)])
    }
}
