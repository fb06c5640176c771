import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@Suite("MCP over HTTP, done wrongly")
struct MCPMistakeTests {
    struct Mistake: Sendable, CustomStringConvertible {
        var description: String
        var headers: HTTPHeaders
        var body: String
        var status: Int
        var code: Int
    }

    static let mistakes: [Mistake] = [
        Mistake(
            description: "another method in the header",
            headers: MCPMessage.headers("tools/list"),
            body: MCPMessage.request("tools/call", ["name": "a"]),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "no method in the header",
            headers: MCPMessage.stateless,
            body: MCPMessage.request("tools/list"),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "another name in the header",
            headers: MCPMessage.headers("tools/call", name: "b"),
            body: MCPMessage.request("tools/call", ["name": "a"]),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "no version in the header",
            headers: ["Mcp-Method": "tools/list"],
            body: MCPMessage.request("tools/list"),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "another version in the header",
            headers: ["Mcp-Method": "tools/list", "MCP-Protocol-Version": "2031-01-01"],
            body: MCPMessage.request("tools/list"),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "the header twice",
            headers: [
                "Mcp-Method": "tools/list", "Mcp-Method": "tools/list", "MCP-Protocol-Version": "2026-07-28",
            ],
            body: MCPMessage.request("tools/list"),
            status: 400,
            code: -32020
        ),
        Mistake(
            description: "a version we do not speak",
            headers: ["Mcp-Method": "tools/list", "MCP-Protocol-Version": "2031-01-01"],
            body: MCPMessage.request("tools/list", meta: ["io.modelcontextprotocol/protocolVersion": "2031-01-01"]),
            status: 400,
            code: -32022
        ),
        Mistake(
            description: "no envelope",
            headers: MCPMessage.headers("tools/list"),
            body: MCPMessage.request("tools/list", meta: nil),
            status: 400,
            code: -32602
        ),
        Mistake(
            description: "an unknown method",
            headers: MCPMessage.headers("resources/list"),
            body: MCPMessage.request("resources/list"),
            status: 404,
            code: -32601
        ),
        Mistake(description: "no JSON", headers: MCPMessage.stateless, body: "{", status: 400, code: -32700),
        Mistake(
            description: "a batch",
            headers: ["Mcp-Method": "ping"],
            body: "[\(MCPMessage.request("ping"))]",
            status: 400,
            code: -32600
        ),
        Mistake(
            description: "no session",
            headers: ["MCP-Protocol-Version": "2025-06-18"],
            body: MCPMessage.request("tools/list", meta: nil),
            status: 400,
            code: -32600
        ),
        Mistake(
            description: "an unknown session",
            headers: ["Mcp-Session-Id": "no"],
            body: MCPMessage.request("tools/list", meta: nil),
            status: 404,
            code: -32600
        ),
    ]

    @Test(arguments: mistakes)
    func whatIsWrongHasItsStatusAndCode(mistake: Mistake) async throws {
        let gateway = try await LiveGateway.running(tools: [MockTool("a", returns: "ja")])
        let answer = try await gateway.call("POST", "/mcp", body: mistake.body, headers: mistake.headers)
        #expect(answer.status == mistake.status)
        #expect(answer["error"]?["code"] == .integer(mistake.code))
        try await gateway.stop()
    }
}
