import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@Suite("A client of our MCP server")
struct MCPServerConnectionTests {
    private static let meta: JSONValue = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
    ]

    private static func connection(
        _ tools: [any Tool],
        policies: [String: ToolPolicy] = [:],
        toolsets: [any Toolset] = []
    )
        throws -> MCPServerConnection
    {
        let agent = try Agent.testing(model: ScriptedModel(), tools: tools, policies: policies, toolsets: toolsets)
        return MCPServerConnection(MCPServer(name: "test", version: "1") { agent })
    }

    private static func request(_ method: String, _ params: [String: JSONValue] = [:], id: JSONValue = 1) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)]
    }

    private static func stateless(_ method: String, _ params: [String: JSONValue] = [:], id: JSONValue = 1) -> JSONValue
    {
        self.request(method, params.merging(["_meta": self.meta]) { $1 }, id: id)
    }

    private static func initialize(_ version: String) -> JSONValue {
        self.request("initialize", ["protocolVersion": .string(version), "capabilities": [:], "clientInfo": [:]])
    }

    private static func answer(_ connection: MCPServerConnection, _ message: JSONValue) async -> JSONValue? {
        switch connection.receive(message) {
        case .none: nil
        case .ready(let answer): answer
        case .call(let call): await call()
        }
    }

    @Test func aToolThatNeedsTheUsersYesIsNeitherOfferedNorRun() async throws {
        let tool = MockTool("book", effect: .write, returns: "prenotato")
        let connection = try Self.connection(
            [tool, MockTool("look", returns: "ja")],
            policies: ["book": ToolPolicy(confirm: .user)]
        )
        let list = await Self.answer(connection, Self.stateless("tools/list"))
        #expect(list?["result"]?["tools"]?.array?.map { $0["name"] } == ["look"])
        let call = await Self.answer(connection, Self.stateless("tools/call", ["name": "book", "arguments": [:]]))
        #expect(call?["result"]?["isError"] == true)
        #expect(call?["result"]?["content"]?[0]?["text"]?.string?.hasPrefix("book has not run.") == true)
        #expect(tool.calls.isEmpty)
    }

    @Test(arguments: [("2024-11-05", "2024-11-05"), ("2025-11-25", "2025-11-25"), ("2031-01-01", "2025-11-25")])
    func agreesOnTheClientsVersionOrOffersTheNewest(wanted: String, agreed: String) async throws {
        let connection = try Self.connection([MockTool("a", returns: "ja")])
        let refused = await Self.answer(connection, Self.request("tools/list"))
        #expect(refused?["error"]?["code"] == -32600)
        let answer = await Self.answer(connection, Self.initialize(wanted))
        #expect(answer?["result"]?["protocolVersion"] == .string(agreed))
        #expect(answer?["result"]?["serverInfo"] == ["name": "test", "version": "1"])
        #expect(answer?["result"]?["capabilities"] == ["tools": ["listChanged": false]])
        #expect(await Self.answer(connection, ["jsonrpc": "2.0", "method": "notifications/initialized"]) == nil)
        #expect(await Self.answer(connection, Self.request("ping"))?["result"] == [:])
        let list = await Self.answer(connection, Self.request("tools/list", id: "x"))
        #expect(list?["id"] == "x")
        #expect(list?["result"]?["tools"]?[0]?["name"] == "a")
        #expect(list?["result"]?["resultType"] == nil)
        #expect(list?["result"]?["ttlMs"] == nil)
    }

    @Test func servesTheStatelessEraWithoutAHandshake() async throws {
        let connection = try Self.connection([MockTool("a", effect: .write, returns: "ja")])
        let discovery = await Self.answer(connection, Self.stateless("server/discover"))?["result"]
        #expect(discovery?["supportedVersions"] == ["2026-07-28"])
        #expect(discovery?["resultType"] == "complete")
        #expect(discovery?["ttlMs"]?.integer != nil)
        #expect(discovery?["cacheScope"] == "public")
        #expect(discovery?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "test")
        let list = await Self.answer(connection, Self.stateless("tools/list"))?["result"]
        #expect(list?["tools"]?[0]?["annotations"] == ["readOnlyHint": false])
        #expect(list?["resultType"] == "complete")
        #expect(list?["cacheScope"] == "public")
        let call = await Self.answer(connection, Self.stateless("tools/call", ["name": "a"]))?["result"]
        #expect(call?["content"] == [["type": "text", "text": "ja"]])
        #expect(call?["isError"] == false)
        #expect(call?["resultType"] == "complete")
    }

    @Test(
        arguments: [
            (
                [
                    "jsonrpc": "2.0", "id": 1, "method": "tools/list",
                    "params": ["_meta": ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]],
                ], -32602
            ),
            (["jsonrpc": "2.0", "id": 1, "method": "server/discover"], -32602),
            (stateless("resources/list"), -32601),
            (stateless("initialize"), -32601),
            (stateless("tools/call", ["name": "no"]), -32602),
            (stateless("tools/call", ["name": "a", "arguments": [1]]), -32602),
            (stateless("tools/list", ["cursor": "no"]), -32602),
            (request("initialize"), -32602),
            (request("logging/setLevel"), -32601),
            ([["jsonrpc": "2.0", "id": 1, "method": "ping"]], -32600),
            (["id": 1, "method": "ping"], -32600),
            (["jsonrpc": "2.0", "id": nil, "method": "ping"], -32600),
            (["jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]], -32600),
        ] as [(JSONValue, Int)]
    )
    func whatIsWrongIsRefusedWithTheRightCode(message: JSONValue, code: Int) async throws {
        let connection = try Self.connection([MockTool("a", returns: "ja")])
        let answer = await Self.answer(connection, message)
        #expect(answer?["error"]?["code"] == .integer(code))
    }

    @Test func anotherVersionIsToldWhichThereAre() async throws {
        let connection = try Self.connection([])
        var meta = Self.meta.object ?? [:]
        meta["io.modelcontextprotocol/protocolVersion"] = "2031-01-01"
        let answer = await Self.answer(connection, Self.request("server/discover", ["_meta": .object(meta)]))
        #expect(answer?["error"]?["code"] == -32022)
        #expect(answer?["error"]?["data"] == ["supported": ["2026-07-28"], "requested": "2031-01-01"])
    }

    @Test func theListComesInPagesInTheOrderOfNames() async throws {
        let names = (0..<120).map { "tool_\(String($0 + 1000))" }
        let connection = try Self.connection(names.shuffled().map { MockTool($0, returns: "ja") })
        var listed: [String] = []
        var pages = 0
        var cursor: JSONValue?
        repeat {
            let params: [String: JSONValue] = cursor.map { ["cursor": $0] } ?? [:]
            let page = await Self.answer(connection, Self.stateless("tools/list", params))?["result"]
            listed += page?["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
            cursor = page?["nextCursor"]
            pages += 1
        } while cursor != nil && pages < 10
        #expect(listed == names)
        #expect(pages == 3)
    }

    @Test func callsAreCheckedTimedAndCutAsInAConversation() async throws {
        let strict = MockTool("strict", parameters: .object(["n": .integer("A number.", in: 1...9)], required: ["n"])) {
            arguments,
            _ in ToolResult(arguments)
        }
        let connection = try Self.connection(
            [
                strict, MockTool("long", returns: .string(String(repeating: "x", count: 1000))),
                MockTool("slow") { _, _ in
                    try await Gate().pass(); return ToolResult("")
                },
                MockTool("fails", fails: ToolFailure("Chiuso.")),
                MockTool("tells") { _, _ in ToolResult("dati", instruction: "Chiedi la data.") },
                MockTool("hands") { _, _ in
                    ToolResult("fatto", handoff: Handoff(reason: "Reclamo", route: ["service": "5"]))
                },
            ],
            policies: ["long": ToolPolicy(resultLimit: 10), "slow": ToolPolicy(timeout: .milliseconds(1))]
        )
        func texts(_ tool: String, _ arguments: JSONValue = [:]) async -> (texts: [String], isError: Bool?) {
            let result = await Self.answer(
                connection,
                Self.stateless("tools/call", ["name": .string(tool), "arguments": arguments])
            )?["result"]
            return (result?["content"]?.array?.compactMap { $0["text"]?.string } ?? [], result?["isError"]?.bool)
        }
        // Mended as a model's would be.
        #expect(await texts("strict", ["n": "3"]) == ([#"{"n":3}"#], false))
        let wrong = await texts("strict", ["n": 10])
        #expect(wrong.isError == true)
        #expect(wrong.texts.first?.contains("/n: must be at most 9") == true)
        #expect(strict.calls.count == 1)
        #expect(await texts("long").texts == ["xxxxxxxxxx\n[cut: 990 more bytes]"])
        let slow = await texts("slow")
        #expect(slow.isError == true)
        #expect(slow.texts.first?.contains("took too long") == true)
        #expect(await texts("fails") == (["Chiuso."], true))
        #expect(await texts("tells") == (["dati", "Chiedi la data."], false))
        let handoff = #"{"handoff":{"reason":"Reclamo","route":{"service":"5"}}}"#
        #expect(await texts("hands") == (["fatto", handoff], false))
    }

    @Test func callsOfOneClientShareASessionThatEndsWithIt() async throws {
        let ended = NIOLockedValueBox<[SessionID]>([])
        let tool = MockTool("a", returns: "ja")
        let connection = try Self.connection(
            [],
            toolsets: [Ending(tools: [tool]) { id in ended.withLockedValue { $0.append(id) } }]
        )
        for id in 1...2 {
            _ = await Self.answer(connection, Self.stateless("tools/call", ["name": "a"], id: .integer(id)))
        }
        #expect(tool.calls.map(\.session) == [connection.session, connection.session])
        #expect(Set(tool.calls.map(\.idempotencyKey)).count == 2)
        #expect(ended.withLockedValue(\.self) == [])
        await connection.end()
        await connection.end()
        #expect(ended.withLockedValue(\.self) == [connection.session])
    }

    @Test func aWriteSettlesBeforeTheSessionEnds() async throws {
        let inside = Gate()
        let order = NIOLockedValueBox<[String]>([])
        let write = MockTool("a", effect: .write) { _, _ in
            await inside.passUncancellably()
            order.withLockedValue { $0.append("settled") }
            return ToolResult("")
        }
        let ending = Ending(tools: [write]) { _ in order.withLockedValue { $0.append("ended") } }
        let connection = try Self.connection([], toolsets: [ending])
        guard case .call(let call) = connection.receive(Self.stateless("tools/call", ["name": "a"])) else {
            Issue.record("no call")
            return
        }
        async let answer = call()
        try await inside.arrived()
        async let end: Void = connection.end()
        inside.open()
        #expect(await answer == nil)
        await end
        #expect(order.withLockedValue(\.self) == ["settled", "ended"])
    }

    @Test func aCallThatIsTakenBackStopsAndHasNoAnswer() async throws {
        let inside = Gate()
        let stopped = Gate(isOpen: true)
        let connection = try Self.connection([
            MockTool("a") { _, _ in
                do { try await inside.pass() } catch {
                    stopped.arrive()
                    throw error
                }
                return ToolResult("")
            }
        ])
        guard case .call(let call) = connection.receive(Self.stateless("tools/call", ["name": "a"], id: "c-1")) else {
            Issue.record("no call")
            return
        }
        async let answer = call()
        try await inside.arrived()
        let repeated = await Self.answer(connection, Self.stateless("tools/call", ["name": "a"], id: "c-1"))
        #expect(repeated?["error"]?["code"] == -32600)
        #expect(connection.isBusy)
        _ = connection.receive([
            "jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": "c-1"],
        ])
        #expect(await answer == nil)
        try await stopped.arrived()
        #expect(!connection.isBusy)
    }

    @Test func aCallThatIsTakenBackBeforeItBeganNeverRuns() async throws {
        let tool = MockTool("a", returns: "ja")
        let connection = try Self.connection([tool])
        guard case .call(let call) = connection.receive(Self.stateless("tools/call", ["name": "a"], id: 7)) else {
            Issue.record("no call")
            return
        }
        _ = connection.receive(["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": 7]])
        #expect(await call() == nil)
        #expect(tool.calls.isEmpty)
    }
}

/// Tools that say when a session ends.
private struct Ending: Toolset {
    let tools: [any Tool]
    let onEnd: @Sendable (SessionID) -> Void
    func sessionEnded(_ session: SessionID) async { self.onEnd(session) }
}
