import AgentRuntime
import Logging

/// What a server says its tools are.
struct MCPToolList: Equatable, Sendable {
    var tools: [MCPToolDescription] = []
    /// How long the list may be taken for the current one, if the server says so.
    var lifetime: Duration?
}

/// A tool as its server describes it.
struct MCPToolDescription: Equatable, Sendable {
    /// What the server calls it.
    let name: String
    let description: String
    /// A JSON Schema of type `object`.
    let schema: JSONValue

    /// How large a tool's description may be, in bytes of JSON.
    private static let largest = 64 * 1024

    init(name: String, description: String, schema: JSONValue) {
        self.name = name
        self.description = description
        self.schema = schema
    }

    /// - Throws: ``Mistake`` where the server describes no tool that could be called.
    init(_ json: JSONValue) throws(Mistake) {
        guard let name = json["name"]?.string, !name.isEmpty, name.utf8.count <= 128 else {
            throw Mistake("its name is no text of 1 to 128 characters")
        }
        guard let schema = json["inputSchema"], schema["type"] == "object" else {
            throw Mistake("its inputSchema is no JSON Schema of type object")
        }
        guard schema["properties"].map({ $0.object?.values.allSatisfy(Self.isSchema) ?? false }) ?? true else {
            throw Mistake("its inputSchema's properties are no schemas")
        }
        guard json.encoded.count <= Self.largest else {
            throw Mistake("its description is larger than \(Self.largest) bytes")
        }
        self.name = name
        self.description = json["description"]?.string ?? json["title"]?.string ?? name
        self.schema = schema
    }

    private static func isSchema(_ json: JSONValue) -> Bool {
        switch json {
        case .object, .bool: true
        default: false
        }
    }

    /// Why a tool is left out.
    struct Mistake: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }
}

extension MCPClient {
    /// How many pages, and how many tools, a list may have.
    private static let mostPages = 50
    private static let mostTools = 500

    /// The server's tools. One that is described wrongly is left out, and the log tells.
    /// - Throws: ``MCPError``, `CancellationError`.
    func tools(logger: Logger) async throws -> MCPToolList {
        var list = MCPToolList()
        var names: Set<String> = []
        var cursors: Set<JSONValue> = []
        var cursor: JSONValue?
        for _ in 0..<Self.mostPages {
            let page = try await self.result(of: "tools/list", cursor.map { ["cursor": $0] } ?? [:])
            guard let tools = page["tools"]?.array else { throw MCPError.invalid("its list of tools is none") }
            if let milliseconds = page["ttlMs"]?.integer, milliseconds > 0 {
                list.lifetime = .milliseconds(min(milliseconds, 86_400_000))
            }
            for json in tools {
                do throws(MCPToolDescription.Mistake) {
                    let tool = try MCPToolDescription(json)
                    guard names.insert(tool.name).inserted else { throw .init("the server has two of that name") }
                    list.tools.append(tool)
                } catch {
                    logger.warning(
                        "A tool of the MCP server is left out",
                        metadata: [
                            "name": "\(json["name"]?.string?.prefix(128) ?? "")", "reason": "\(error.reason)",
                        ]
                    )
                }
            }
            cursor = page["nextCursor"].flatMap { $0 == .null ? nil : $0 }
            guard let next = cursor, cursors.insert(next).inserted, list.tools.count <= Self.mostTools else { break }
        }
        if cursor != nil {
            logger.warning(
                "The MCP server's list of tools does not end; the rest is left out",
                metadata: ["tools": "\(list.tools.count)"]
            )
        }
        return list
    }
}
