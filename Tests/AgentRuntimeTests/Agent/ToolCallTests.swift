import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@Suite struct ToolCallTests {
    private static let strict = JSONSchema.object(["n": .integer("Un numero.", in: 1...9)], required: ["n"])

    @Test func readsRunBesideEachOtherUpToTheCap() async throws {
        let gate = Gate()
        let tool = MockTool("read") { arguments, _ in
            try await gate.pass()
            return ToolResult(arguments)
        }
        let model = ScriptedModel(
            .calls("read", ["n": 1]).calls("read", ["n": 2]).calls("read", ["n": 3]),
            .says("Ecco.")
        )
        let recording = TurnRecording()
        let agent = try Agent.testing(model: model, tools: [tool], limits: AgentLimits(parallelTools: 2))
        async let run: Void = recording.run(agent)
        try await gate.arrived(2)
        #expect(!recording.log.contains(.called("t1c3", as: "read")))
        gate.open()
        try await run
        #expect(recording.results.map(\.result.content) == [["n": 1], ["n": 2], ["n": 3]])
        #expect(recording.results.map(\.call) == ["t1c1", "t1c2", "t1c3"])
    }

    @Test func writesRunAloneAndInOrder() async throws {
        struct Activity { var running: [String] = [], seen: [[String]] = [] }
        let activity = NIOLockedValueBox(Activity())
        func tool(_ name: String, _ effect: ToolDefinition.Effect) -> MockTool {
            MockTool(name, effect: effect) { _, _ in
                activity.withLockedValue {
                    $0.running.append(name)
                    $0.seen.append($0.running)
                }
                for _ in 0..<20 { await Task.yield() }
                activity.withLockedValue { $0.running.removeAll { $0 == name } }
                return ToolResult("fatto")
            }
        }
        let model = ScriptedModel(
            .calls("read").calls("write", ["n": 1]).calls("write", ["n": 2]).calls("read"),
            .says("Ecco.")
        )
        let recording = TurnRecording()
        try await recording.run(.testing(model: model, tools: [tool("read", .read), tool("write", .write)]))
        #expect(activity.withLockedValue(\.seen) == [["read"], ["write"], ["write"], ["read"]])
        #expect(recording.results.map(\.call) == ["t1c2", "t1c3", "t1c1", "t1c4"])
        let steps = model.requests[1].transcript.turns[0].steps
        #expect(steps[0].calls.map(\.outcome) == [.succeeded, .succeeded, .succeeded, .succeeded])
    }

    @Test func aWritesIntentIsOnRecordBeforeItRunsAndItsResultAtOnce() async throws {
        let recording = TurnRecording()
        let seen = NIOLockedValueBox<[String]>([])
        let tool = MockTool("book", effect: .write) { _, _ in
            seen.withLockedValue { $0 = recording.facts.map(\.type) }
            return ToolResult("fatto")
        }
        try await recording.run(.testing(model: .script(.calls("book"), .says("Fatto.")), tools: [tool]))
        #expect(seen.withLockedValue(\.self) == ["model_responded", "tool_called"])
        #expect(recording.log.contains(.recorded(["tool_returned"])))
    }

    @Test(arguments: [
        ("missing", "{}", ToolOutcome.unknownTool, "There is no tool \"missing\""),
        ("strict", "{\"n\":", .invalidArguments, "not JSON"),
        ("strict", "[]", .invalidArguments, "must be of type object"),
        ("strict", "{\"n\":\"sei\"}", .invalidArguments, "/n: must be of type integer"),
        ("strict", "", .invalidArguments, "'n' is missing"),
        ("refuses", "{}", .failed, "Solo al mattino."),
        ("breaks", "{}", .failed, "breaks failed"),
    ])
    func whateverGoesWrongIsAResultForTheModel(
        _ name: String,
        _ arguments: String,
        _ outcome: ToolOutcome,
        _ reason: String
    ) async throws {
        let strict = MockTool("strict", parameters: Self.strict, returns: 1)
        let model = ScriptedModel(.calls(name, text: arguments), .says("Capisco."))
        let recording = TurnRecording()
        try await recording.run(
            .testing(
                model: model,
                tools: [
                    strict, MockTool("refuses", fails: ToolFailure("Solo al mattino.")),
                    MockTool("breaks", fails: Secret()),
                ]
            )
        )
        let result = try #require(recording.results.first)
        #expect(recording.results.count == 1)
        #expect(result.outcome == outcome)
        #expect(result.result.text.contains(reason))
        #expect(!result.result.text.contains("password"))
        #expect(recording.log.count { $0 == .called("t1c1", as: name) } == 1)
        #expect(recording.answer == "Capisco.")
        #expect(strict.calls.isEmpty)
    }

    private struct Secret: Error, CustomStringConvertible {
        let description = "password=1234"
    }

    @Test(arguments: [ToolDefinition.Effect.read, .write])
    func aToolThatHangsIsGivenUp(_ effect: ToolDefinition.Effect) async throws {
        let clock = ManualClock()
        let gate = Gate()
        let tool = MockTool("slow", effect: effect) { _, _ in
            await gate.passUncancellably()
            return ToolResult("tardi")
        }
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: .script(.calls("slow"), .says("Troppo lento.")),
            tools: [tool],
            policies: ["slow": ToolPolicy(displayName: "Lenta", timeout: .seconds(5))],
            clock: clock
        )
        async let run: Void = recording.run(agent)
        try await gate.arrived()
        try await clock.sleepers()
        clock.advance(by: .seconds(5))
        try await run
        gate.open()
        #expect(recording.results.map(\.outcome) == [.timedOut])
        #expect(recording.results[0].result.text.contains("not known") == (effect == .write))
        #expect(recording.log.contains(.called("t1c1", as: "Lenta")))
        #expect(recording.answer == "Troppo lento.")
    }

    @Test func cancellingStopsReadsAtOnce() async throws {
        let gate = Gate()
        let read = MockTool("read") { _, _ in
            try await gate.pass()
            return ToolResult("mai")
        }
        let write = MockTool("write", effect: .write, returns: 1)
        let recording = TurnRecording()
        let agent = try Agent.testing(model: .script(.calls("read").calls("write")), tools: [read, write])
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(recording.results.map(\.outcome) == [.cancelled, .cancelled])
        #expect(write.calls.isEmpty)
        #expect(!recording.log.contains(.called("t1c2", as: "write")))
    }

    @Test func cancellingBeginsNoReadThatWaitedForItsPlace() async throws {
        let gate = Gate()
        let read = MockTool("read") { _, _ in
            try await gate.pass()
            return ToolResult("mai")
        }
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: .script(.calls("read").calls("read").calls("read")),
            tools: [read],
            limits: AgentLimits(parallelTools: 1)
        )
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(read.calls.map(\.id) == ["t1c1"])
        #expect(recording.results.map(\.outcome) == [.cancelled, .cancelled, .cancelled])
        #expect(!recording.log.contains(.called("t1c2", as: "read")))
    }

    @Test func cancellingLetsAWriteSettle() async throws {
        let gate = Gate()
        let write = MockTool("write", effect: .write) { _, _ in
            try await gate.pass()
            return ToolResult("prenotato")
        }
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: .script(.calls("write", ["n": 1]).calls("write", ["n": 2])),
            tools: [write]
        )
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(recording.results.map(\.outcome) == [.succeeded, .cancelled])
        #expect(recording.results.first?.result.text == "prenotato")
    }

    @Test func aLongResultIsCutForTheModelAndKeptInTheJournal() async throws {
        let long = String(repeating: "è", count: 100)
        let model = ScriptedModel(.calls("long"), .says("Ecco."))
        let recording = TurnRecording()
        try await recording.run(
            .testing(
                model: model,
                tools: [MockTool("long", returns: .string(long))],
                policies: ["long": ToolPolicy(resultLimit: 21)]
            )
        )
        #expect(recording.results.first?.result.text == long)
        guard case .tool(let text, _, _)? = model.requests[1].messages.last else {
            Issue.record("The last message is not a tool's result.")
            return
        }
        #expect(text.contains("[cut: "))
        #expect(!text.contains(String(repeating: "è", count: 11)))
        #expect(!text.contains("\u{FFFD}"))
    }
}
