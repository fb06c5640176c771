import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import Tools

@Suite("The tool kind mcp")
struct MCPKindTests {
    @Test func toolsAreReadFromAllPagesAndThoseDescribedWronglyAreLeftOut() async throws {
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [] }) { request in
                guard request.json["method"] == "tools/list" else { return nil }
                switch request.json["params"]?["cursor"] {
                case nil: return MCPScript.result(request, ["tools": [MCPScript.tool("a")], "nextCursor": "2"])
                case "2"?:
                    return MCPScript.result(
                        request,
                        [
                            "tools": [
                                ["name": "b", "inputSchema": nil], ["name": "", "inputSchema": ["type": "object"]],
                                ["name": "c", "inputSchema": ["type": "object", "properties": ["x": 1]]],
                                MCPScript.tool("d", properties: ["x": ["type": "number", "x-mcp-header": "X"]]),
                                MCPScript.tool("a"), MCPScript.tool("e"),
                            ],
                            "nextCursor": "3",
                        ]
                    )
                // A list that leads in a circle ends nevertheless.
                default: return MCPScript.result(request, ["tools": [MCPScript.tool("f")], "nextCursor": "2"])
                }
            }
        )
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings())
        #expect(toolset.names == ["a", "e", "f"])
        #expect(fixture.log.lines.filter { $0.contains("A tool of the MCP server is left out") }.count == 5)
        #expect(fixture.log.lines.contains { $0.contains("does not end") })
        await toolset.shutdown()
    }

    @Test func aToolIsAWriteUnlessSettingsSayOtherwise() async throws {
        var tool = MCPScript.tool("a").object ?? [:]
        tool["annotations"] = ["readOnlyHint": true]
        let tools = [JSONValue.object(tool), MCPScript.tool("b")]
        let server = try await StubHTTPServer.running(MCPScript.stateless(tools: { tools }))
        let fixture = try MCPFixture()
        for (reads, effects) in [
            ([], [.write, .write]), (["b"], [.write, .read]), ("all", [.read, .read]),
        ] as [(JSONValue, [ToolDefinition.Effect])] {
            let toolset = try await fixture.toolset(server.settings(["reads": reads]))
            #expect(toolset.tools.map(\.definition.effect) == effects)
            await toolset.shutdown()
        }
    }

    @Test func aChangeIsToldOnceWhenAServerOfTheStatelessEraSaysSo() async throws {
        let tools = NIOLockedValueBox([MCPScript.tool("a")])
        let change = Gate()
        let never = Gate()
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { tools.withLockedValue(\.self) }, announcesChanges: true) { request in
                guard request.json["method"] == "subscriptions/listen" else { return nil }
                return .events(
                    MCPScript.event(JSONRPC.notification("notifications/subscriptions/acknowledged")),
                    .hold(change),
                    MCPScript.event(JSONRPC.notification("notifications/tools/list_changed")),
                    .hold(never)
                )
            }
        )
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings())
        try await change.arrived()
        #expect(server.requests.last?.json["params"]?["notifications"] == ["toolsListChanged": true])
        #expect(fixture.changes.arrivals == 0)
        tools.withLockedValue { $0.append(MCPScript.tool("b")) }
        change.open()
        try await fixture.changes.arrived()
        // The tools that were made stay what they are.
        #expect(toolset.names == ["a"])
        await toolset.shutdown()
        #expect(fixture.changes.arrivals == 1)
    }

    @Test func aChangeIsToldWhenAServerWithAHandshakeSaysSo() async throws {
        let tools = NIOLockedValueBox([MCPScript.tool("a")])
        let change = Gate()
        let never = Gate()
        let server = try await StubHTTPServer.running(
            MCPScript.handshake(session: "s", tools: { tools.withLockedValue(\.self) }, announcesChanges: true) {
                guard $0.method == "GET" else { return nil }
                #expect($0.header("mcp-session-id") == "s")
                return .events(
                    .hold(change),
                    MCPScript.event(JSONRPC.notification("notifications/tools/list_changed")),
                    .hold(never)
                )
            }
        )
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings())
        try await change.arrived()
        tools.withLockedValue { $0 = [] }
        change.open()
        try await fixture.changes.arrived()
        await toolset.shutdown()
    }

    @Test func aListThatHasOutlivedItsTimeIsReadAgain() async throws {
        let tools = NIOLockedValueBox([MCPScript.tool("a")])
        let server = try await StubHTTPServer.running(
            MCPScript.stateless(tools: { [] }) { request in
                guard request.json["method"] == "tools/list" else { return nil }
                let list = tools.withLockedValue(\.self)
                return MCPScript.result(request, ["tools": .array(list), "ttlMs": 120_000])
            }
        )
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings())
        tools.withLockedValue { $0.append(MCPScript.tool("b")) }
        // Three limits of the start, and the list's time.
        try await fixture.clock.sleepers(4)
        fixture.clock.advance(by: .seconds(120))
        try await fixture.changes.arrived()
        await toolset.shutdown()
    }

    @Test func aServerThatComesBackWithOtherToolsIsNews() async throws {
        let isThere = NIOLockedValueBox(false)
        let server = try await StubHTTPServer.running { request in
            guard isThere.withLockedValue(\.self) else { return .status(503) }
            return try await MCPScript.stateless(tools: { [MCPScript.tool("a")] })(request)
        }
        let fixture = try MCPFixture()
        let toolset = try await fixture.toolset(server.settings(["required": false]))
        #expect(toolset.tools.isEmpty)
        isThere.withLockedValue { $0 = true }
        // Three limits of the start, two of the watch's first try, and its wait before the next.
        try await fixture.clock.sleepers(6)
        fixture.clock.advance(by: .seconds(1))
        try await fixture.changes.arrived()
        await toolset.shutdown()
    }

    @Test(
        arguments: [
            ([:], "either command or url"),
            (["command": ["x"], "url": "http://a.example"], "either command or url"),
            (["command": []], "the program, then its arguments"),
            (["command": ["x"], "headers": ["a": "b"]], "belongs to url"),
            (["url": "http://a.example", "environment": ["a": "b"]], "belongs to command"),
            (["url": "a.example"], "not an absolute"),
            (["command": ["x"], "prefix": "a b"], "prefix must be"),
            (["command": ["x"], "reads": "some"], "reads must be a list of tools, or all"),
            (["command": ["x"], "connect": "1h"], "connect must be between"),
        ] as [(JSONValue, String)]
    )
    func settingsThatCannotWorkAreRefused(settings: JSONValue, words: String) {
        let error = #expect(throws: DecodingError.self) { try settings.decoded(as: MCPSettings.self) }
        #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }
}
