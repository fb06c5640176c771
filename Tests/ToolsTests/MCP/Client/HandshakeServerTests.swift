import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import Tools

@Suite("An MCP server with a handshake, over HTTP")
struct HandshakeServerTests {
    private static let tools: @Sendable () -> [JSONValue] = { [MCPScript.tool("look"), MCPScript.tool("book")] }

    @Test(arguments: [400, 404, 405])
    func isFoundOutByItsRefusalAndItsSessionIsKept(status: Int) async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(session: "s-1", tools: Self.tools) {
                $0.json["method"] == "server/discover" ? .status(status) : nil
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        #expect(try await toolset.call("book").content == "book")
        await toolset.shutdown()
        #expect(
            server.methods == [
                "server/discover", "initialize", "notifications/initialized", "tools/list", "tools/call", "DELETE",
            ]
        )
        let initialize = server.requests[1]
        #expect(initialize.header("mcp-protocol-version") == nil)
        #expect(initialize.json["params"]?["protocolVersion"] == "2025-11-25")
        for request in server.requests.dropFirst(2) {
            #expect(request.header("mcp-session-id") == "s-1")
            #expect(request.header("mcp-protocol-version") == "2025-06-18")
            #expect(request.header("mcp-method") == nil)
            #expect(request.json["params"]?["_meta"] == nil)
        }
    }

    @Test func aForgottenSessionIsOpenedAgainOnceForAllCallsAndEachIsSentAgain() async throws {
        let sessions = NIOLockedValueBox(0)
        let both = Gate()
        let server = try await StubHTTPServer.running { request in
            let current = "s-\(sessions.withLockedValue(\.self))"
            if request.json["method"] == "server/discover" { return .status(400) }
            if request.json["method"] == "initialize" {
                let opened = sessions.withLockedValue { count in
                    count += 1
                    return "s-\(count)"
                }
                return try await MCPScript.handshake(session: opened, tools: Self.tools)(request)
            }
            if request.json["method"] == "tools/call", request.header("mcp-session-id") == "s-1" {
                // The server was restarted after both were sent.
                both.arrive()
                try await both.arrived(2)
                return MCPScript.error(request, -32600, "Session not found", status: 404)
            }
            return try await MCPScript.handshake(session: current, tools: Self.tools)(request)
        }
        let toolset = try await MCPFixture().toolset(server.settings())
        async let first = toolset.call("look")
        async let second = toolset.call("book")
        #expect(try await [first.content, second.content] == ["look", "book"])
        #expect(server.methods.filter { $0 == "initialize" }.count == 2)
        #expect(server.methods.filter { $0 == "tools/call" }.count == 4)
        await toolset.shutdown()
    }

    @Test(arguments: [("book", 1), ("look", 2)])
    func aCallWithoutAnAnswerIsSentAgainOnlyIfItReads(_ tool: String, _ count: Int) async throws {
        let calls = NIOLockedValueBox(0)
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(tools: Self.tools) { request in
                guard request.json["method"] == "tools/call" else { return nil }
                let number = calls.withLockedValue { calls in
                    calls += 1
                    return calls
                }
                // On the connection that the requests before it have used.
                if number == 1 { throw CancellationError() }
                return nil
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings(["reads": ["look"]]))
        if count == 1 {
            let failure = await #expect(throws: ToolFailure.self) { try await toolset.call(tool) }
            #expect(failure?.didNothing == false)
        } else {
            #expect(try await toolset.call(tool).content == .string(tool))
        }
        #expect(calls.withLockedValue(\.self) == count)
        await toolset.shutdown()
    }

    @Test func aSessionThatIsForgottenAgainAndAgainIsGivenUp() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(session: "s-1", tools: Self.tools) {
                $0.json["method"] == "tools/call" ? .status(404) : nil
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        let failure = await #expect(throws: ToolFailure.self) { try await toolset.call("book") }
        #expect(failure?.isTransient == true)
        #expect(server.methods.filter { $0 == "tools/call" }.count == 2)
        await toolset.shutdown()
    }

    @Test func givingACallUpIsToldByItsID() async throws {
        let never = Gate()
        let told = Gate(isOpen: true)
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(tools: Self.tools) { request in
                switch request.json["method"] {
                case "tools/call": return .events(.bytes(": alive\n\n"), .hold(never))
                case "notifications/cancelled":
                    told.arrive()
                    return .status(202)
                default: return nil
                }
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        let call = Task { try await toolset.call("look") }
        try await never.arrived()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        try await told.arrived()
        let sent = server.requests.first { $0.json["method"] == "tools/call" }
        let cancelled = server.requests.first { $0.json["method"] == "notifications/cancelled" }
        #expect(cancelled?.json["params"]?["requestId"] == sent?.json["id"])
        await toolset.shutdown()
    }

    @Test func aStreamThatEndsEarlyIsTakenUpWhereItEnded() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(session: "s-1", tools: Self.tools) { request in
                if request.json["method"] == "tools/call" {
                    // Names a position and closes: the client is to come back for the rest.
                    return .events(.bytes("id: 7\nretry: 3000\ndata:\n\n"))
                }
                guard request.method == "GET", request.header("last-event-id") == "7" else { return nil }
                return .events(MCPScript.event(JSONRPC.response(to: 3, MCPScript.text("late")), id: "8"))
            }
        )
        let fixture = try MCPFixture()
        let client = fixture.client(server)
        async let result = client.result(of: "tools/call", ["name": "look"])
        // Two limits of the handshake, and the wait that the server asked for.
        try await fixture.clock.sleepers(3)
        #expect(!server.methods.contains("GET"))
        fixture.clock.advance(by: .seconds(3))
        #expect(try await result == MCPScript.text("late"))
        await client.close()
    }

    @Test func aStreamThatCannotBeTakenUpIsNoReasonToCallAgain() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(session: "s-1", tools: Self.tools) { request in
                if request.json["method"] == "tools/call" { return .events(.bytes("id: 7\nretry: 0\ndata:\n\n")) }
                return request.header("last-event-id") == nil ? nil : .status(404)
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        let failure = await #expect(throws: ToolFailure.self) { try await toolset.call("book") }
        #expect(failure?.reason.contains("was lost") == true)
        #expect(server.methods.filter { $0 == "tools/call" }.count == 1)
        #expect(server.methods.filter { $0 == "initialize" }.count == 1)
        await toolset.shutdown()
    }

    @Test func whatTheServerAsksIsAnsweredWhileItsAnswerIsAwaited() async throws {
        let answered = Gate()
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(tools: Self.tools) { request in
                if request.json["method"] == "tools/call" {
                    return .events(
                        MCPScript.event(JSONRPC.request(id: 900, "ping", [:])),
                        MCPScript.event(JSONRPC.request(id: 901, "sampling/createMessage", [:])),
                        .hold(answered),
                        MCPScript.event(JSONRPC.response(to: request.json["id"] ?? .null, MCPScript.text("ok")))
                    )
                }
                guard request.json["method"] == nil, let id = request.json["id"] else { return nil }
                if id == 901 { answered.open() }
                return .status(202)
            }
        )
        let toolset = try await MCPFixture().toolset(server.settings())
        #expect(try await toolset.call("look").content == "ok")
        let answers = server.requests.filter { $0.method == "POST" && $0.json["method"] == nil }.map(\.json)
        #expect(answers.first == ["jsonrpc": "2.0", "id": 900, "result": [:]])
        #expect(answers.last?["error"]?["code"] == -32601)
        await toolset.shutdown()
    }

    @Test func whoIsNotLetInDoesNotTryAnotherWay() async throws {
        let server = try await StubHTTPServer.running { _ in .status(401) }
        let fixture = try MCPFixture()
        let error = await #expect(throws: MCPKindError.self) { try await fixture.toolset(server.settings()) }
        #expect(error?.description.contains("it refuses us (status 401)") == true)
        #expect(server.methods == ["server/discover"])
    }

    @Test func anAddressOfThisNetworkIsNotReachedUnlessAllowed() async throws {
        let server = try await StubHTTPServer.running(MCPScript.stateless(tools: Self.tools))
        let fixture = try MCPFixture()
        let error = await #expect(throws: MCPKindError.self) {
            try await fixture.toolset(server.settings(["private_addresses": false]))
        }
        #expect(error?.description.contains("must not be connected to") == true)
        #expect(server.requests.isEmpty)
    }
}
