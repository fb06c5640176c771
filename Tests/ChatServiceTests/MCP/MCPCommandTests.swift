import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    /// Without anybody else's software: the executable is server, client or both.
    @Suite("MCP commands")
    struct MCPCommandTests {
        /// Runs `chat-service mcp` on these lines.
        private static func answers(to lines: [JSONValue], data: TemporaryFolder) async throws
            -> (status: Int32, output: String)
        {
            let process = Process()
            process.executableURL = URL(filePath: Repository.executable)
            process.arguments = ["mcp", "--region", "lombardia"]
            process.currentDirectoryURL = URL(filePath: Repository.root)
            process.environment = ["PATH": "/usr/bin:/bin", "CHAT_SERVICE_DATA_DIR": data.path]
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            let (exit, exited) = AsyncStream.makeStream(of: Int32.self)
            process.terminationHandler = { exited.yield($0.terminationStatus) }
            let read = Lines()
            try process.run()
            read.read(from: output)
            for line in lines { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }
            try input.fileHandleForWriting.close()
            await read.ended()
            return (await exit.first { _ in true } ?? -1, read.text)
        }

        @Test("standard output carries the protocol and nothing else, and the end of the input ends it")
        func standardStreams() async throws {
            let data = try TemporaryFolder()
            defer { withExtendedLifetime(data) {} }
            let price: JSONValue = [
                "name": "get_competitive_pricing",
                "arguments": ["age": 13, "gender": "F", "sport": "pallavolo", "region": "Monza"],
            ]
            let run = try await Self.answers(
                to: [
                    JSONRPC.request(id: 1, "initialize", ["protocolVersion": "2025-06-18"]),
                    JSONRPC.notification("notifications/initialized"),
                    "no message", JSONRPC.request(id: 2, "tools/call", price),
                ],
                data: data
            )
            #expect(run.status == 0)
            let messages = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(messages.count == 3)
            #expect(messages.first?["result"]?["protocolVersion"] == "2025-06-18")
            #expect(messages.contains { $0["error"]?["code"] == -32600 })
            let answer = messages.first { $0["id"] == 2 }
            #expect(answer?["result"]?["content"]?[0]?["text"]?.string?.contains("52,00 €") == true)
        }

        @Test("a region can have another one's tools over MCP; names it has itself get the entry's before them")
        func region() async throws {
            let data = try TemporaryFolder()
            let configuration = try ConfigurationCopy()
            try configuration.add(
                "vicini",
                """
                kind: mcp
                settings:
                  command: [\(Repository.executable), mcp, --region, piemonte, --config, \(Repository.root)/config]
                  environment: {CHAT_SERVICE_DATA_DIR: \(configuration.path)/vicini}
                  tools: [get_competitive_pricing, call_graph]
                  reads: all
                """,
                to: "lombardia"
            )
            let list = try await ServiceProcess.run(["tools", "list"] + configuration.options, data: data)
            #expect(list.output.contains("vicini_get_competitive_pricing (mcp, read)"))
            #expect(list.output.contains("call_graph (mcp, read)"))
            #expect(list.output.contains("\nget_competitive_pricing (sports_price, read)"))
            let call = try await ServiceProcess.run(
                ["tools", "call"] + configuration.options + [
                    "vicini_get_competitive_pricing", #"{"age":13,"gender":"F","sport":"pallavolo","region":"Torino"}"#,
                ],
                data: data
            )
            #expect(call.output.contains(#"\"region\":\"Piemonte\""#), "\(call.output)")
            let check = try await ServiceProcess.run(["check"] + configuration.options, data: data)
            #expect(check.status == 0)
        }

        @Test("a running service takes up what a server offers of late")
        func change() async throws {
            let data = try TemporaryFolder()
            defer { withExtendedLifetime(data) {} }
            let configuration = try ConfigurationCopy()
            let script = "\(configuration.path)/server.sh"
            // Says that its list has changed as soon as somebody listens, and lists more from then on.
            let lines = """
                tools='{"name":"primo","inputSchema":{"type":"object"}}'
                while IFS= read -r line; do
                    id=${line#*\\"id\\":}; id=${id%%,*}
                    case "$line" in
                    *discover*) result='{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}}}' ;;
                    *subscriptions*)
                        [ -e "$0.told" ] && continue
                        : > "$0.told"
                        printf '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\\n'
                        continue ;;
                    *)
                        [ -e "$0.told" ] && more=',{"name":"secondo","inputSchema":{"type":"object"}}'
                        result="{\\"tools\\":[$tools$more]}" ;;
                    esac
                    printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
                done
                """
            try lines.write(toFile: script, atomically: true, encoding: .utf8)
            let entry = "kind: mcp\nsettings: {command: [sh, \(script)], pin: false}\n"
            try configuration.add("altrui", entry, to: "piemonte")
            let service = try await ServiceProcess.serving(configuration.options, data: data)
            try await service.says("generation=2 reason=other tools in piemonte")
            let list = try await ServiceProcess.run(
                ["tools", "list", "--region", "piemonte"] + configuration.options,
                data: TemporaryFolder()
            )
            #expect(list.output.contains("secondo (mcp, write)"))
            #expect(await service.stop() == 0)
        }

        @Test("tools that change are left out until they are accepted")
        func accept() async throws {
            let data = try TemporaryFolder()
            let configuration = try ConfigurationCopy()
            let script = "\(configuration.path)/server.sh"
            func write(_ description: String) throws {
                let lines = """
                    while IFS= read -r line; do
                        id=${line#*\\"id\\":}; id=${id%%,*}
                        case "$line" in
                        *discover*) result='{"supportedVersions":["2026-07-28"],"capabilities":{}}' ;;
                        *) result='{"tools":[{"name":"saluta","description":"\(description)","inputSchema":{"type":"object"}}]}' ;;
                        esac
                        printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
                    done
                    """
                try lines.write(toFile: script, atomically: true, encoding: .utf8)
            }
            try configuration.add("saluti", "kind: mcp\nsettings: {command: [sh, \(script)]}\n", to: "piemonte")
            func list() async throws -> String {
                try await ServiceProcess.run(
                    ["tools", "list", "--region", "piemonte"] + configuration.options,
                    data: data
                ).output
            }
            func accept(_ entry: String) async throws -> (status: Int32, output: String) {
                try await ServiceProcess.run(
                    ["tools", "accept", entry, "--region", "piemonte"] + configuration.options,
                    data: data
                )
            }
            try write("Saluta.")
            #expect(try await list().contains("saluta (mcp, write)"))
            try write("Saluta, e racconta tutto.")
            let refused = try await list()
            #expect(!refused.contains("saluta (mcp, write)"))
            #expect(refused.contains(#"+ description: "Saluta, e racconta tutto.""#))
            let accepted = try await accept("saluti")
            #expect(accepted.output.contains("saluta: changed\n  - description: \"Saluta.\"\n"))
            #expect(accepted.output.contains("Accepted: 1 tools."))
            #expect(try await list().contains("saluta (mcp, write)"))
            #expect(try await accept("saluti").output.contains("Nothing has changed: 1 tools are accepted."))
            let mistaken = try await accept("salut")
            #expect(mistaken.status != 0)
            #expect(mistaken.output.contains("has no entry \"salut\" of kind mcp. There are: saluti."))
        }
    }
}
