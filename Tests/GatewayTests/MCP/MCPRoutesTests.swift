import AgentRuntime
import AgentTesting
import Gateway
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@Suite("MCP over HTTP")
struct MCPRoutesTests {
    private static func open(_ gateway: LiveGateway, _ path: String = "/mcp") async throws -> HTTPHeaders {
        let answer = try await gateway.call(
            "POST",
            path,
            body: MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        )
        #expect(answer["result"]?["protocolVersion"] == "2025-06-18")
        let session = try #require(answer.headers["Mcp-Session-Id"])
        return ["Mcp-Session-Id": session, "MCP-Protocol-Version": "2025-06-18"]
    }

    @Test func aSessionLastsFromTheHandshakeToItsDeletion() async throws {
        let ended = NIOLockedValueBox<[SessionID]>([])
        let tool = MockTool("a", returns: "ja")
        let gateway = try await LiveGateway.running(toolsets: [
            Ending(tools: [tool]) { id in ended.withLockedValue { $0.append(id) } }
        ])
        let headers = try await Self.open(gateway)
        let initialized = try await gateway.call(
            "POST",
            "/mcp",
            body: JSONRPC.notification("notifications/initialized").description,
            headers: headers
        )
        #expect(initialized.status == 202)
        for _ in 1...2 {
            let call = try await gateway.call(
                "POST",
                "/mcp",
                body: MCPMessage.request("tools/call", ["name": "a"], meta: nil),
                headers: headers
            )
            #expect(call.status == 200)
            #expect(call["result"]?["content"] == [["type": "text", "text": "ja"]])
        }
        #expect(Set(tool.calls.map(\.session)).count == 1)
        #expect(try await gateway.call("DELETE", "/mcp", headers: headers).status == 204)
        #expect(ended.withLockedValue(\.self) == [tool.calls[0].session])
        let late = try await gateway.call("POST", "/mcp", body: MCPMessage.request("ping", meta: nil), headers: headers)
        #expect(late.status == 404)
        #expect(try await gateway.call("DELETE", "/mcp", headers: headers).status == 404)
        try await gateway.stop()
    }

    @Test func aSessionThatNobodyUsesEnds() async throws {
        let ended = Gate(isOpen: true)
        let gateway = try await LiveGateway.running(
            toolsets: [Ending(tools: [MockTool("a", returns: "ja")]) { _ in ended.arrive() }],
            mcpIdleTimeout: .milliseconds(20)
        )
        _ = try await Self.open(gateway)
        try await ended.arrived()
        try await gateway.stop()
    }

    @Test func sessionsEndWithTheService() async throws {
        let ended = Gate(isOpen: true)
        let gateway = try await LiveGateway.running(
            toolsets: [Ending(tools: [MockTool("a", returns: "ja")]) { _ in ended.arrive() }]
        )
        _ = try await Self.open(gateway)
        try await gateway.stop()
        #expect(ended.arrivals == 1)
    }

    @Test func thereAreNoMoreSessionsThanMayBe() async throws {
        let gateway = try await LiveGateway.running(mcpSessions: 1)
        _ = try await Self.open(gateway)
        let body = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        #expect(try await gateway.call("POST", "/mcp", body: body).status == 503)
        try await gateway.stop()
    }

    @Test func oneCallerHasNoMoreSessionsThanMayBe() async throws {
        let gateway = try await LiveGateway.running(mcpSessionsPerCaller: 1)
        let body = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        func open(_ address: String) async throws -> LiveGateway.Answer {
            try await gateway.call("POST", "/mcp", body: body, headers: ["X-Forwarded-For": address])
        }
        let first = try await open("203.0.113.1")
        #expect(first.status == 200)
        #expect(try await open("203.0.113.1").status == 503)
        #expect(try await open("203.0.113.2").status == 200)
        let session: HTTPHeaders = ["Mcp-Session-Id": first.headers["Mcp-Session-Id"] ?? ""]
        #expect(try await gateway.call("DELETE", "/mcp", headers: session).status == 204)
        #expect(try await open("203.0.113.1").status == 200)
        try await gateway.stop()
    }

    @Test func withoutAHandshakeEachRequestStandsForItself() async throws {
        let ended = NIOLockedValueBox<[SessionID]>([])
        let tool = MockTool("a", returns: "ja")
        let gateway = try await LiveGateway.running(toolsets: [
            Ending(tools: [tool]) { id in ended.withLockedValue { $0.append(id) } }
        ])
        let discovery = try await gateway.call(
            "POST",
            "/mcp",
            body: MCPMessage.request("server/discover"),
            headers: MCPMessage.headers("server/discover")
        )
        #expect(discovery["result"]?["supportedVersions"] == ["2026-07-28"])
        #expect(discovery.headers["Mcp-Session-Id"] == nil)
        ended.withLockedValue { $0 = [] }
        func call(_ meta: [String: JSONValue] = [:]) async throws {
            let answer = try await gateway.call(
                "POST",
                "/mcp",
                body: MCPMessage.request("tools/call", ["name": "a"], meta: meta),
                headers: MCPMessage.headers("tools/call", name: "a")
            )
            #expect(answer["result"]?["resultType"] == "complete")
        }
        try await call()
        try await call()
        #expect(Set(tool.calls.map(\.session)).count == 2)
        #expect(ended.withLockedValue(\.self) == tool.calls.map(\.session))
        // Unless it says which belong together.
        let own: [String: JSONValue] = ["chat-service/session": .string(SessionID().rawValue)]
        try await call(own)
        try await call(own)
        #expect(Set(tool.calls.map(\.session)).count == 3)
        #expect(ended.withLockedValue(\.count) == 2)
        try await gateway.stop()
        #expect(ended.withLockedValue(\.count) == 3)
    }

    @Test func whoLeavesTakesTheCallBack() async throws {
        let inside = Gate()
        let stopped = Gate(isOpen: true)
        let gateway = try await LiveGateway.running(tools: [
            MockTool("a") { _, _ in
                do { try await inside.pass() } catch {
                    stopped.arrive()
                    throw error
                }
                return ToolResult("")
            }
        ])
        let call = Task {
            try await gateway.call(
                "POST",
                "/mcp",
                body: MCPMessage.request("tools/call", ["name": "a"]),
                headers: MCPMessage.headers("tools/call", name: "a")
            )
        }
        try await inside.arrived()
        call.cancel()
        try await stopped.arrived()
        _ = await call.result
        try await gateway.stop()
    }

    @Test func withAHandshakeLeavingIsNotTakingBackAndTheNotificationIs() async throws {
        let inside = Gate()
        let stopped = Gate(isOpen: true)
        let gateway = try await LiveGateway.running(tools: [
            MockTool("a") { _, _ in
                do { try await inside.pass() } catch {
                    stopped.arrive()
                    throw error
                }
                return ToolResult("")
            }
        ])
        let headers = try await Self.open(gateway)
        async let call = gateway.call(
            "POST",
            "/mcp",
            body: MCPMessage.request("tools/call", ["name": "a"], meta: nil),
            headers: headers
        )
        try await inside.arrived()
        let told = try await gateway.call(
            "POST",
            "/mcp",
            body: JSONRPC.notification("notifications/cancelled", ["requestId": 1]).description,
            headers: headers
        )
        #expect(told.status == 202)
        try await stopped.arrived()
        #expect(try await call["error"]?["message"] == "The call was cancelled.")
        try await gateway.stop()
    }

    @Test func aNameThatIsNotASCIIMatchesInItsEncodedForm() async throws {
        let gateway = try await LiveGateway.running()
        let answer = try await gateway.call(
            "POST",
            "/mcp",
            body: MCPMessage.request("tools/call", ["name": "più"]),
            headers: MCPMessage.headers("tools/call", name: MCPHeaderValue.encoded("più"))
        )
        // The header is right: what is wrong is the name.
        #expect(answer["error"]?["code"] == -32602)
        try await gateway.stop()
    }

    @Test func pagesAreLetInByNameAlone() async throws {
        let gateway = try await LiveGateway.running { $0.allowedOrigins = ["*", "https://inspector.example.org"] }
        let body = MCPMessage.request("server/discover")
        for (origin, status) in [
            ("https://evil.example.org", 403), ("https://inspector.example.org", 200), ("null", 403),
        ] {
            var headers = MCPMessage.headers("server/discover")
            headers["Origin"] = origin
            #expect(try await gateway.call("POST", "/mcp", body: body, headers: headers).status == status)
        }
        try await gateway.stop()
    }

    @Test func thereIsNothingToListenToAndNoOtherRegion() async throws {
        let gateway = try await LiveGateway.running()
        let get = try await gateway.call("GET", "/mcp")
        #expect(get.status == 405)
        #expect(get.headers["Allow"] == "POST, DELETE, OPTIONS")
        let headers = MCPMessage.headers("server/discover")
        let body = MCPMessage.request("server/discover")
        #expect(try await gateway.call("POST", "/mcp/testing", body: body, headers: headers).status == 200)
        #expect(try await gateway.call("POST", "/mcp/nowhere", body: body, headers: headers).status == 404)
        try await gateway.stop()
    }
}
