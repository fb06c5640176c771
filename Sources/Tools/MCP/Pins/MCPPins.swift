import AgentRuntime
import Foundation

/// A server's tools as they were when an operator, or the first start, accepted them.
struct MCPPins: Equatable, Sendable {
    private(set) var tools: [String: MCPToolDescription]

    init(_ tools: [MCPToolDescription]) {
        self.tools = Dictionary(tools.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// In the order of their names.
    var all: [MCPToolDescription] { self.tools.values.sorted { $0.name < $1.name } }

    /// Those of `tools` that are as they were accepted.
    func unchanged(among tools: [MCPToolDescription]) -> [MCPToolDescription] {
        tools.filter { self.tools[$0.name] == $0 }
    }

    /// What is otherwise now, in the order of the names.
    func differences(to tools: [MCPToolDescription]) -> [MCPToolDifference] {
        let now = Dictionary(tools.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(self.tools.keys).union(now.keys).sorted().compactMap { name in
            MCPToolDifference(from: self.tools[name], to: now[name])
        }
    }
}

/// The file in which the pins of an entry are kept.
struct MCPPinFile: Sendable {
    let path: String

    init(entry: String, in dataDirectory: String) {
        self.path = "\(dataDirectory)/mcp/\(entry).json"
    }

    /// - Returns: `nil` where there is no file.
    /// - Throws: ``MCPKindError`` where there is one that cannot be read.
    func load() throws -> MCPPins? {
        guard FileManager.default.fileExists(atPath: self.path) else { return nil }
        guard let data = FileManager.default.contents(atPath: self.path),
            let json = try? JSONValue(parsing: Array(data)), let tools = json["tools"]?.array
        else { throw MCPKindError.unreadablePins(self.path) }
        let pins = tools.compactMap { json -> MCPToolDescription? in
            guard let name = json["name"]?.string, let description = json["description"]?.string,
                let schema = json["inputSchema"]
            else { return nil }
            return MCPToolDescription(name: name, description: description, schema: schema)
        }
        guard pins.count == tools.count else { throw MCPKindError.unreadablePins(self.path) }
        return MCPPins(pins)
    }

    /// - Throws: an error of the file system.
    func save(_ pins: MCPPins) throws {
        let tools = pins.all.map { tool -> JSONValue in
            ["name": .string(tool.name), "description": .string(tool.description), "inputSchema": tool.schema]
        }
        let folder = URL(filePath: self.path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(JSONValue.object(["tools": .array(tools)]).encoded).write(
            to: URL(filePath: self.path),
            options: .atomic
        )
    }
}
