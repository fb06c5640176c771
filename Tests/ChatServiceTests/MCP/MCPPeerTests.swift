import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing
import Tools

extension ExecutableTests {
    /// MCP against software that nobody here wrote.
    @Suite(
        "MCP peers",
        .enabled(if: PythonPeer.areThere, "Python's MCP packages are not here: run Scripts/install-python-peers."),
        .serialized
    )
    struct MCPPeerTests {
        private static func toolset(
            _ settings: [String: JSONValue],
            changed: @escaping @Sendable () -> Void = {}
        ) async throws -> any Toolset {
            let environment = ToolEnvironment(
                region: .testing,
                configDirectory: "/nowhere",
                dataDirectory: "/nowhere",
                documents: NoDocuments(),
                http: try HTTPClient(),
                logger: .silent,
                changed: changed
            )
            let patient: [String: JSONValue] = ["pin": false, "connect": "60s"]
            return try await MCPKind().makeTools(
                named: "peer",
                settings: JSONValue.object(settings.merging(patient) { own, _ in own }).decoded(as: MCPSettings.self),
                in: environment
            )
        }

        private static func call(_ toolset: any Toolset, _ name: String, _ arguments: JSONValue = [:]) async throws
            -> JSONValue
        {
            let tool = try #require(toolset.tools.first { $0.definition.name == name })
            let valid = try tool.definition.parameters.validated(arguments)
            return try await tool.run(valid, in: .testing()).content
        }

        // MARK: Our client

        @Test("the time server, which speaks both eras on a pipe, tells the time")
        func time() async throws {
            let python = PythonPeer.Release.current.python
            let toolset = try await Self.toolset([
                "command": [.string(python), "-m", "mcp_server_time", "--local-timezone", "Europe/Rome"],
                "reads": "all",
            ])
            #expect(Set(toolset.tools.map(\.definition.name)) == ["convert_time", "get_current_time"])
            let result = try await Self.call(
                toolset,
                "convert_time",
                ["source_timezone": "Europe/Rome", "time": "12:00", "target_timezone": "Asia/Tokyo"]
            )
            #expect(result["target"]?["timezone"] == "Asia/Tokyo")
            await #expect(throws: ToolFailure.self) {
                try await Self.call(toolset, "get_current_time", ["timezone": "Europe/Roma"])
            }
            await toolset.shutdown()
        }

        @Test("the SQLite server, which knows the handshake alone, keeps what it is told")
        func sqlite() async throws {
            let data = try TemporaryFolder()
            defer { withExtendedLifetime(data) {} }
            let server = "\(PythonPeer.Release.handshake.folder)/mcp-server-sqlite"
            let toolset = try await Self.toolset([
                "command": [.string(server), "--db-path", .string("\(data.path)/a.db")], "reads": ["read_query"],
                "prefix": "db",
            ])
            _ = try await Self.call(toolset, "db_create_table", ["query": "CREATE TABLE sedi (nome TEXT)"])
            _ = try await Self.call(toolset, "db_write_query", ["query": "INSERT INTO sedi VALUES ('Forlì')"])
            let rows = try await Self.call(toolset, "db_read_query", ["query": "SELECT nome FROM sedi"])
            #expect(rows.string?.contains("Forlì") == true)
            await toolset.shutdown()
        }

        @Test("the SDK's server over HTTP, in whichever era it speaks", arguments: PythonPeer.Release.allCases)
        func http(release: PythonPeer.Release) async throws {
            let (peer, url) = try await PythonPeer.serving(release)
            let changes = Gate(isOpen: true)
            let toolset = try await Self.toolset(
                ["url": .string(url), "private_addresses": true, "reads": ["add", "wait", "was_cancelled"]],
                changed: { changes.arrive() }
            )
            #expect(try await Self.call(toolset, "add", ["a": 2, "b": 3]) == ["result": 5])
            #expect(try await Self.call(toolset, "sp_t_frage", ["text": "è"]) == ["result": "You said è."])
            let picture = try await Self.call(toolset, "draw")
            #expect(picture.string == "Here it is.\n[image, image/png, 2 KiB: it cannot be shown here]")
            await #expect(throws: ToolFailure.self) { try await Self.call(toolset, "fail", ["why": "x"]) }

            let waiting = Task { try await Self.call(toolset, "wait") }
            #expect(try await Self.call(toolset, "has_begun") == ["result": true])
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(try await Self.call(toolset, "was_cancelled") == ["result": true])

            if release == .current {
                _ = try await Self.call(toolset, "grow")
                try await changes.arrived()
            }
            await toolset.shutdown()
            peer.stop()
        }

        // MARK: Our server

        private static let calls: JSONValue = [
            [
                "name": "get_competitive_pricing",
                "arguments": ["age": 13, "gender": "F", "sport": "pallavolo", "region": "Monza"],
            ],
            ["name": "get_competitive_pricing", "arguments": ["age": 13]],
            ["name": "no_such_tool"],
            [
                "name": "search_health_services", "arguments": ["query": "ecografia addome completo"],
                "meta": ["chat-service/session": "5f0e8a52-9a55-4b0e-8f5c-2f6f3a7c1d11"],
            ],
            [
                "name": "find_slots", "arguments": ["service": "s1"],
                "meta": ["chat-service/session": "5f0e8a52-9a55-4b0e-8f5c-2f6f3a7c1d11"],
            ],
        ]

        private static func check(_ said: JSONValue, version: JSONValue) {
            #expect(said["version"] == version)
            #expect(said["tools"]?.array?.count == 13)
            #expect(said["readOnly"]?.array?.contains("cancel_booking") == false)
            #expect(said["readOnly"]?.array?.contains("find_slots") == true)
            let calls = said["calls"]
            #expect(calls?[0]?["isError"] == false)
            #expect(calls?[0]?["texts"]?[0]?.string?.contains("52,00 €") == true)
            #expect(calls?[1]?["isError"] == true)
            #expect(calls?[1]?["texts"]?[0]?.string?.contains("is missing") == true)
            #expect(calls?[2]?["code"] == -32602)
            // The key that one call gave is known to the next, and what to do with it is said beside.
            #expect(calls?[3]?["texts"]?[0]?.string?.contains(#""key":"s1""#) == true)
            #expect(calls?[3]?["texts"]?.array?.count == 2)
            #expect(calls?[4]?["isError"] == false, "\(calls?[4] ?? .null)")
        }

        @Test(
            "the SDK's client on our standard streams",
            arguments: [("auto", "2026-07-28"), ("legacy", "2025-11-25")] as [(String, JSONValue)]
        )
        func standardStreams(mode: String, version: JSONValue) async throws {
            let data = try TemporaryFolder()
            defer { withExtendedLifetime(data) {} }
            let said = try await PythonPeer.client(
                mode: mode,
                [
                    "-", Repository.executable, "mcp", "--region", "lombardia", "--config", "\(Repository.root)/config",
                ],
                environment: ["CHAT_SERVICE_DATA_DIR": data.path],
                calls: Self.calls
            )
            Self.check(said, version: version)
        }

        @Test(
            "the SDK's client against /mcp",
            arguments: [("auto", "2026-07-28"), ("legacy", "2025-11-25")] as [(String, JSONValue)]
        )
        func overHTTP(mode: String, version: JSONValue) async throws {
            let configuration = try ConfigurationCopy()
            try configuration.change("service.yaml", "  enabled: false", to: "  enabled: true")
            let data = try TemporaryFolder()
            defer { withExtendedLifetime(data) {} }
            let service = try await ServiceProcess.serving(configuration.options, data: data)
            let said = try await PythonPeer.client(
                mode: mode,
                ["http://127.0.0.1:\(service.port)/mcp"],
                calls: Self.calls
            )
            Self.check(said, version: version)
            #expect(await service.stop() == 0)
        }
    }
}

private struct NoDocuments: DocumentReader {
    func read<Document: Decodable>(_ type: Document.Type, at path: String) throws -> [Document] { [] }
}
