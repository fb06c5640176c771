import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite("An MCP server of the stateless era, over HTTP")
struct StatelessServerTests {
    @Test func requestsTellVersionMethodAndNameTwiceAndArgumentsWhereTheSchemaWants() async throws {
        let properties: JSONValue = [
            "città": ["type": "string", "x-mcp-header": "City"], "days": ["type": "integer", "x-mcp-header": "Days"],
            "free": ["type": "string"],
        ]
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [MCPScript.tool("find.slots", properties: properties)] })
        )
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings(["headers": ["Authorization": "Bearer t"]]))
        #expect(toolset.names == ["find_slots"])
        #expect(toolset.tools[0].definition.parameters.json.description.contains("x-mcp-header") == false)
        let result = try await toolset.call("find_slots", ["città": "Forlì", "days": 3, "free": "x"])
        #expect(result.content == "find.slots")
        #expect(server.methods == ["server/discover", "tools/list", "tools/call"])
        for request in server.requests {
            let meta = request.json["params"]?["_meta"]
            #expect(meta?["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
            #expect(meta?["io.modelcontextprotocol/clientCapabilities"] == [:])
            #expect(request.header("mcp-protocol-version") == "2026-07-28")
            #expect(request.header("mcp-method") == request.json["method"]?.string)
            #expect(request.header("mcp-session-id") == nil)
            #expect(request.header("authorization") == "Bearer t")
            #expect(request.header("accept") == "application/json, text/event-stream")
        }
        let call = try #require(server.requests.last)
        #expect(call.header("mcp-name") == "find.slots")
        #expect(call.header("mcp-param-city") == "=?base64?Rm9ybMOs?=")
        #expect(call.header("mcp-param-days") == "3")
        #expect(call.json["params"]?["arguments"] == ["città": "Forlì", "days": 3, "free": "x"])
        await toolset.shutdown()
    }

    @Test func aResponseMayComeInAStreamAfterOtherThings() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [MCPScript.tool("slow")] }) { request in
                guard request.json["method"] == "tools/call" else { return nil }
                return .events(
                    .bytes(": alive\n\n"),
                    MCPScript.event(JSONRPC.notification("notifications/progress", ["progress": 1])),
                    MCPScript.event(JSONRPC.response(to: request.json["id"] ?? .null, MCPScript.text("done")))
                )
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        #expect(try await toolset.call("slow").content == "done")
        await toolset.shutdown()
    }

    @Test func aStreamThatEndsWithoutTheResponseHasLostIt() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [MCPScript.tool("book"), MCPScript.tool("look")] }) { request in
                request.json["method"] == "tools/call" ? .events(.bytes("id: 7\ndata:\n\n")) : nil
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings(["reads": ["look"]]))
        let book = await #expect(throws: ToolFailure.self) { try await toolset.call("book") }
        // Of a write it is then the runtime's to find out what it did.
        #expect(book?.reason.contains("was lost") == true)
        #expect(book?.isTransient == true)
        let look = await #expect(throws: ToolFailure.self) { try await toolset.call("look") }
        #expect(look == book)
        #expect(server.methods.filter { $0 == "tools/call" }.count == 2)
        await toolset.shutdown()
    }

    @Test func givingACallUpClosesItsConnectionAndSaysNothingElse() async throws {
        let never = Gate()
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [MCPScript.tool("slow")] }) { request in
                request.json["method"] == "tools/call" ? .events(.bytes(": alive\n\n"), .hold(never)) : nil
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        let call = Task { try await toolset.call("slow") }
        try await never.arrived()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        try await server.abandoned()
        #expect(!server.methods.contains("notifications/cancelled"))
        await toolset.shutdown()
    }

    @Test func aServerThatWantsAnotherVersionIsToldApart() async throws {
        let server = try await StubHTTPServer.running { request in
            MCPScript.error(request, -32022, "No.", status: 400, data: ["supported": ["2027-01-01"]])
        }
        let fixture = try MCPFixture()
        let error = await #expect(throws: MCPKindError.self) { try await fixture.toolset(server.settings()) }
        #expect(error?.description.contains("speaks only versions we do not: 2027-01-01") == true)
        #expect(server.methods == ["server/discover"])
    }

    @Test func whatTheModelCannotUseIsSaidInWords() async throws {
        let answers: [String: JSONValue] = [
            "asks": ["resultType": "input_required", "inputRequests": ["q": [:]]],
            "fails": ["isError": true, "content": [["type": "text", "text": "Il posto è occupato."]]],
            "counts": ["content": [["type": "text", "text": "3"]], "structuredContent": ["count": 3]],
        ]
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { answers.keys.sorted().map { MCPScript.tool($0) } + [MCPScript.tool("wrong")] })
            {
                guard $0.json["method"] == "tools/call" else { return nil }
                guard let answer = answers[$0.json["params"]?["name"]?.string ?? ""] else {
                    return MCPScript.error($0, -32602, "Unknown tool: wrong", status: 400)
                }
                return MCPScript.result($0, answer)
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        func failure(_ name: String) async -> String? {
            await #expect(throws: ToolFailure.self) { try await toolset.call(name) }?.reason
        }
        #expect(await failure("asks")?.contains("wants to ask the user") == true)
        #expect(await failure("fails") == "Il posto è occupato.")
        #expect(await failure("wrong")?.hasSuffix("Unknown tool: wrong") == true)
        #expect(try await toolset.call("counts").content == ["count": 3])
        await toolset.shutdown()
    }
}
