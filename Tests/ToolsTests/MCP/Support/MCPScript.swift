import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Logging
import Testing

@testable import Tools

/// Answers of a scripted MCP server.
enum MCPScript {
    typealias Request = StubHTTPRequest
    typealias Response = StubHTTPResponse

    static func tool(_ name: String, _ description: String = "A tool.", properties: JSONValue = [:]) -> JSONValue {
        [
            "name": .string(name), "description": .string(description),
            "inputSchema": ["type": "object", "properties": properties],
        ]
    }

    static func result(_ request: Request, _ result: JSONValue, headers: [String: String] = [:]) -> Response {
        .json(JSONRPC.response(to: request.json["id"] ?? .null, result), headers: headers)
    }

    static func error(_ request: Request, _ code: Int, _ message: String, status: Int = 200, data: JSONValue? = nil)
        -> Response
    {
        .json(
            JSONRPC.response(to: request.json["id"] ?? .null, JSONRPCError(code, message, data: data)),
            status: status
        )
    }

    static func text(_ text: String) -> JSONValue {
        ["content": [["type": "text", "text": .string(text)]], "resultType": "complete"]
    }

    /// A message as an event of a stream.
    static func event(_ message: JSONValue, id: String? = nil) -> Response.Part {
        .bytes((id.map { "id: \($0)\n" } ?? "") + "data: \(message)\n\n")
    }

    /// A server of the stateless era.
    /// - Parameter otherwise: answers what this does not; `nil` where it has nothing to say either.
    static func stateless(
        tools: @escaping @Sendable () -> [JSONValue],
        announcesChanges: Bool = false,
        otherwise: @escaping @Sendable (Request) async throws -> Response? = { _ in nil }
    ) -> StubHTTPServer.Responder {
        { request in
            if let response = try await otherwise(request) { return response }
            switch request.json["method"] {
            case "server/discover":
                return self.result(
                    request,
                    [
                        "supportedVersions": ["2026-07-28"],
                        "capabilities": ["tools": ["listChanged": .bool(announcesChanges)]],
                    ]
                )
            case "tools/list": return self.result(request, ["tools": .array(tools())])
            case "tools/call": return self.result(request, self.text(request.json["params"]?["name"]?.string ?? ""))
            default: return self.error(request, -32601, "There is no such method.", status: 404)
            }
        }
    }

    /// A server with a handshake and, if it is named, a session.
    /// - Parameter otherwise: answers what this does not; `nil` where it has nothing to say either.
    static func handshake(
        session: String? = nil,
        tools: @escaping @Sendable () -> [JSONValue],
        announcesChanges: Bool = false,
        otherwise: @escaping @Sendable (Request) async throws -> Response? = { _ in nil }
    ) -> StubHTTPServer.Responder {
        { request in
            if let response = try await otherwise(request) { return response }
            switch (request.method, request.json["method"]) {
            case ("POST", "initialize"?):
                return self.result(
                    request,
                    [
                        "protocolVersion": "2025-06-18", "serverInfo": ["name": "old", "version": "1"],
                        "capabilities": ["tools": ["listChanged": .bool(announcesChanges)]],
                    ],
                    headers: session.map { ["Mcp-Session-Id": $0] } ?? [:]
                )
            case ("POST", _) where session != nil && request.header("mcp-session-id") != session:
                return self.error(request, -32600, "Missing session ID", status: 400)
            case ("POST", "notifications/initialized"?), ("POST", "notifications/cancelled"?): return .status(202)
            case ("POST", "tools/list"?): return self.result(request, ["tools": .array(tools())])
            case ("POST", "tools/call"?):
                return self.result(request, self.text(request.json["params"]?["name"]?.string ?? ""))
            case ("DELETE", _): return .status(204)
            default: return .status(405)
            }
        }
    }
}

/// What a test needs beside a server.
struct MCPFixture: Sendable {
    let data: String
    let http: HTTPClient
    let log = LogRecorder()
    let changes = Gate(isOpen: true)
    let clock = ManualClock()

    init() throws {
        self.data = NSTemporaryDirectory() + "mcp-\(UUID().uuidString)"
        self.http = try HTTPClient()
    }

    var environment: ToolEnvironment {
        let changes = self.changes
        return ToolEnvironment(
            region: .testing,
            configDirectory: "/nowhere",
            dataDirectory: self.data,
            documents: YAMLDocumentsForTests(),
            http: self.http,
            logger: self.log.logger,
            changed: { changes.arrive() }
        )
    }

    func toolset(_ settings: JSONValue, named name: String = "peer") async throws -> any Toolset {
        try await MCPKind(clock: self.clock).makeTools(
            named: name,
            settings: settings.decoded(as: MCPSettings.self),
            in: self.environment
        )
    }

    func client(_ server: StubHTTPServer) -> MCPClient {
        MCPClient(self.endpoint(server), connect: .seconds(10), clock: self.clock, logger: self.log.logger)
    }

    func endpoint(_ server: StubHTTPServer) -> MCPEndpoint {
        let changes = self.changes
        return MCPEndpoint(
            url: server.mcpURL,
            headers: ["Authorization": Secret("Bearer t")],
            allowedPeers: .any,
            http: self.http,
            connect: .seconds(10),
            logger: self.log.logger,
            clock: self.clock,
            onListChange: { changes.arrive() }
        )
    }
}

extension StubHTTPServer {
    var mcpURL: String { "\(self.url)/mcp" }

    /// Settings that reach this server.
    func settings(_ more: [String: JSONValue] = [:]) -> JSONValue {
        .object(["url": .string(self.mcpURL), "private_addresses": true].merging(more) { $1 })
    }

    /// The methods that were asked for, in order; the HTTP method where a request has no message.
    var methods: [String] { self.requests.map { $0.json["method"]?.string ?? $0.method } }
}

extension Toolset {
    var names: [String] { self.tools.map(\.definition.name).sorted() }

    func call(_ name: String, _ arguments: JSONValue = [:]) async throws -> ToolResult {
        let tool = try #require(self.tools.first { $0.definition.name == name })
        return try await tool.run(arguments, in: .testing())
    }
}
