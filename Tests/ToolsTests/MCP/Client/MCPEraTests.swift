import AgentRuntime
import HTTPTransport
import Testing

@testable import Tools

@Suite("What requests to an MCP server carry")
struct MCPEraTests {
    @Test(
        "is the task's place in a trace, in both eras",
        arguments: [MCPEra.handshake(version: "2025-06-18", session: nil), .stateless(version: "2026-07-28")]
    )
    func trace(_ era: MCPEra) throws {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let context = try #require(TraceContext(traceparent: parent, tracestate: "a=1"))
        let params = TraceContext.$current.withValue(context) { era.dressed(["name": "get_price"]) }
        #expect(params["name"] == "get_price")
        #expect(params["_meta"]?["traceparent"] == .string(parent))
        #expect(params["_meta"]?["tracestate"] == "a=1")
        #expect(era.dressed([:])["_meta"]?["traceparent"] == nil)
    }
}
