import AgentRuntime
import AgentTesting
import Foundation
import Logging
import Testing

@testable import Tools

@Suite("An MCP server in a child process")
struct MCPProcessTests {
    /// A client of a script, and what it needs.
    private final class Child: Sendable {
        let client: MCPClient
        let log = LogRecorder()
        let clock = ManualClock()
        let listChanges = Gate(isOpen: true)

        init(
            _ command: [String],
            environment: [String: Secret] = [:],
            inheriting: [String: String] = [:],
            logsOutput: Bool = false
        ) {
            let changes = self.listChanges
            let process = MCPProcess(
                MCPCommandLine(command, environment: environment, inheriting: inheriting),
                logsOutput: logsOutput,
                logger: self.log.logger,
                clock: self.clock,
                grace: .milliseconds(50),
                onListChange: { changes.arrive() }
            )
            self.client = MCPClient(process, connect: .seconds(10), clock: self.clock, logger: self.log.logger)
        }

        func call(_ arguments: JSONValue = [:]) async throws -> String? {
            let answer = try await self.client.result(of: "tools/call", ["name": "do", "arguments": arguments])
            return try MCPCallResult.result(answer).content.string
        }
    }

    @Test func speaksTheStatelessEra() async throws {
        let child = Child(MCPShellServer.stateless(call: "answer done"))
        #expect(try await child.client.tools(logger: child.log.logger).tools.map(\.name) == ["do"])
        #expect(try await child.call() == "done")
        await child.client.close()
    }

    @Test(arguments: ["error -32601", "error -32602", "printf 'no JSON\\n'; error 0"])
    func fallsBackToTheHandshakeOnAnyRefusal(probe: String) async throws {
        let child = Child(MCPShellServer.handshake(probe: probe, call: "answer done"))
        #expect(try await child.call() == "done")
        await child.client.close()
    }

    @Test func fallsBackToTheHandshakeOnSilence() async throws {
        let child = Child(MCPShellServer.handshake(probe: ":", call: "answer done"))
        async let answer = child.call()
        // The limit of agreeing and that of trying the stateless era, a third of it.
        try await child.clock.sleepers(2)
        child.clock.advance(by: .seconds(4))
        #expect(try await answer == "done")
        await child.client.close()
    }

    @Test func aServerThatDiesOfTheQuestionIsStartedAgainForTheHandshake() async throws {
        let child = Child(MCPShellServer.handshake(probe: "exit 3", call: "answer done"))
        async let answer = child.call()
        // Two limits, and the wait before the second start.
        try await child.clock.sleepers(3)
        child.clock.advance(by: .milliseconds(500))
        #expect(try await answer == "done")
        await child.client.close()
    }

    @Test func aCallUnderWayFailsWhenTheServerDiesAndTheNextOneAgreesAnew() async throws {
        let folder = NSTemporaryDirectory() + "mcp-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let call = "if [ -e \(folder)/died ]; then answer alive; else : > \(folder)/died; echo oh >&2; exit 9; fi"
        let child = Child(MCPShellServer.handshake(probe: "error -32601", call: call), logsOutput: true)
        await #expect(throws: MCPError.connectionLost("its process ended (exited(9)), and last said: oh")) {
            try await child.call()
        }
        async let again = child.call()
        try await child.clock.sleepers(3)
        child.clock.advance(by: .milliseconds(500))
        #expect(try await again == "alive")
        // What a new start offers may be something else.
        try await child.listChanges.arrived()
        await child.client.close()
    }

    @Test func getsThePathAndItsOwnVariablesAndNoOthers() async throws {
        let child = Child(
            MCPShellServer.stateless(call: #"answer "$(env | grep -v ^_= | grep -v ^PWD= | sort | tr '\n' ' ')""#),
            environment: ["KEY": Secret("k")],
            inheriting: ["PATH": "/usr/bin:/bin", "HOME": "/nowhere", "OPENAI_API_KEY": "sk-secret"]
        )
        let variables = try await child.call()?.split(separator: " ").filter {
            !$0.hasPrefix("SHLVL") && !$0.hasPrefix("OLDPWD")
        }
        #expect(variables == ["HOME=/nowhere", "KEY=k", "PATH=/usr/bin:/bin"])
        await child.client.close()
    }

    @Test func whatItSaysToPeopleGoesToTheLogAndNotTooMuchOfIt() async throws {
        let child = Child(
            MCPShellServer.stateless(
                call: "i=0; while [ $i -lt 200 ]; do echo line $i >&2; i=$((i+1)); done; answer done"
            ),
            logsOutput: true
        )
        #expect(try await child.call() == "done")
        await child.client.close()
        let said = child.log.lines.filter { $0.hasPrefix("info MCP server says") }
        #expect(said.first == "info MCP server says line=line 0")
        #expect(said.count == 21)
        #expect(said.last?.contains("more than is logged") == true)
    }

    @Test func whatItSaysToPeopleMayRepeatPatientsAndIsNotLoggedUnasked() async throws {
        let child = Child(MCPShellServer.stateless(call: "echo MARKER >&2; exit 3"))
        let error = await #expect(throws: MCPError.self) { try await child.call() }
        try await child.clock.sleepers()
        #expect(error?.description.contains("log_output") == true)
        #expect(child.log.lines.contains { $0.contains("MCP server ended") })
        #expect(!"\(child.log.lines) \(String(describing: error))".contains("MARKER"))
        await child.client.close()
    }

    @Test func aProgramThatIsNotThereIsToldAtOnce() async throws {
        let child = Child(["no-such-program-\(UUID().uuidString)"])
        let error = await #expect(throws: MCPError.self) { try await child.call() }
        #expect(error?.description.contains("its process cannot be started") == true)
        await child.client.close()
    }

    @Test func oneThatWillNotEndIsEnded() async throws {
        let child = Child([
            "/bin/sh", "-c",
            """
            trap '' TERM
            \(MCPShellServer.stateless(call: "answer $$")[2])
            while :; do sleep 1; done
            """,
        ])
        let process = try #require(try await child.call().flatMap { Int32($0) })
        #expect(kill(process, 0) == 0)
        await child.client.close()
        #expect(kill(process, 0) == -1)
    }

    @Test func givingACallUpTellsTheServer() async throws {
        let child = Child(
            MCPShellServer.stateless(call: "echo got $id >&2; IFS= read -r line; echo \"$line\" >&2"),
            logsOutput: true
        )
        let call = Task { try await child.call() }
        let id = try await child.log.line(containing: "line=got").split(separator: " ").last
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        let told = try await child.log.line(containing: "notifications/cancelled")
        #expect(told.contains("\"requestId\":\(id ?? "")"))
        await child.client.close()
    }
}
