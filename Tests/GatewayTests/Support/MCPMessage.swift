import AgentRuntime
import HTTPTransport

/// What an MCP client sends.
enum MCPMessage {
    static let stateless: HTTPHeaders = [
        "MCP-Protocol-Version": "2026-07-28", "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    ]

    static func request(_ method: String, _ params: [String: JSONValue] = [:], meta: [String: JSONValue]? = [:])
        -> String
    {
        var params = params
        if let meta {
            let own: [String: JSONValue] = [
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": [:],
            ]
            params["_meta"] = .object(own.merging(meta) { $1 })
        }
        return JSONRPC.request(id: 1, method, .object(params)).description
    }

    static func headers(_ method: String, name: String? = nil) -> HTTPHeaders {
        var headers = self.stateless
        headers["Mcp-Method"] = method
        if let name { headers["Mcp-Name"] = name }
        return headers
    }
}

/// Tools that say when a session ends.
struct Ending: Toolset {
    let tools: [any Tool]
    let onEnd: @Sendable (SessionID) -> Void
    func sessionEnded(_ session: SessionID) async { self.onEnd(session) }
}
