import AgentRuntime
import AgentTesting
import Testing

/// What becomes of the calls of a step when one of them goes wrong.
@Suite struct SiblingCallTests {
    private struct Broken: Error {}
    private struct DiskFull: Error {}

    @Test func aReadThatFailsTakesNothingFromThoseBesideIt() async throws {
        let gate = Gate()
        let slow = MockTool("slow") { _, _ in
            try await gate.pass()
            return ToolResult("52 €")
        }
        let model = ScriptedModel(
            .calls("slow").calls("breaks").calls("refuses").calls("missing").calls("slow"),
            .says("Ecco.")
        )
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: model,
            tools: [slow, MockTool("breaks", fails: Broken()), MockTool("refuses", fails: ToolFailure("No."))],
            limits: AgentLimits(parallelTools: 5)
        )
        async let run: Void = recording.run(agent)
        try await gate.arrived(2)
        gate.open()
        try await run
        #expect(recording.results.map(\.outcome) == [.succeeded, .failed, .failed, .unknownTool, .succeeded])
        #expect(recording.results.map(\.call) == ["t1c1", "t1c2", "t1c3", "t1c4", "t1c5"])
        let step = try #require(model.requests[1].transcript.turns[0].steps.first)
        #expect(step.calls.map(\.result.text).filter { $0 == "52 €" }.count == 2)
    }

    @Test func aFailedReadKeepsNoWriteFromRunning() async throws {
        let write = MockTool("write", effect: .write, returns: "prenotato")
        let recording = TurnRecording()
        try await recording.run(
            .testing(
                model: .script(.calls("breaks").calls("write").calls("breaks"), .says("Ecco.")),
                tools: [MockTool("breaks", fails: Broken()), write]
            )
        )
        #expect(write.calls.count == 1)
        // The write's result is stored at once, before those of the reads.
        #expect(recording.results.map(\.outcome) == [.succeeded, .failed, .failed])
    }

    @Test func aStoreThatFailsEndsTheTurnOnlyWhenTheWriteHasSettled() async throws {
        let gate = Gate()
        let write = MockTool("write", effect: .write) { _, _ in
            try await gate.pass()
            return ToolResult("prenotato")
        }
        let agent = try Agent.testing(
            model: .script(.calls("write", ["n": 1]).calls("write", ["n": 2])),
            tools: [write]
        )
        let run = Task {
            try await agent.run(Turn("Prenota"), into: .discarding) { facts in
                if facts.contains(where: { $0.type == "tool_returned" }) { throw DiskFull() }
            }
        }
        try await gate.arrived()
        run.cancel()
        gate.open()
        await #expect(throws: DiskFull.self) { try await run.value }
        // No other write begins whose result could not be kept either.
        #expect(write.calls.map(\.id) == ["t1c1"])
    }

    @Test(arguments: [true, false])
    func aStoreThatFailsDoesNotHideWhyThereIsNoAnswer(_ isCancelled: Bool) async throws {
        let gate = Gate()
        let step: ScriptedStep = isCancelled ? .waits(for: gate) : .waits(for: gate).fails(.unavailable)
        let agent = try Agent.testing(model: .script(step))
        let run = Task { try await agent.run(Turn("Ciao"), into: .discarding) { _ in throw DiskFull() } }
        try await gate.arrived()
        if isCancelled { run.cancel() }
        gate.open()
        let error = await #expect(throws: (any Error).self) { try await run.value }
        #expect((error is CancellationError) == isCancelled)
        #expect((error as? AgentError)?.code == (isCancelled ? nil : .modelUnavailable))
    }
}
