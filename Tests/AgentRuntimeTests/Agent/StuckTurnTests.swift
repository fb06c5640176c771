import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import Testing

@Suite struct StuckTurnTests {
    @Test func aModelThatGoesRoundInCirclesIsToldOnceAndThenStopped() async throws {
        let model = ScriptedModel(.calls("a"), .calls("a"), .says("Riprovo.").calls("a"), .says("Mai."))
        let recording = TurnRecording()
        let agent = try Agent.testing(model: model, tools: [MockTool("a", returns: "niente")])
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == .stuck)
        #expect(error?.isRetryable == false)
        #expect(model.requests.count == 3)
        let notes = recording.results.map { $0.result.instruction != nil }
        #expect(notes == [false, true, false])
        // Told outside the fence, where instructions stand.
        guard case .tool(let text, _, _)? = model.requests[2].messages.last else {
            Issue.record("The last message is not a tool's result.")
            return
        }
        #expect(text.contains("</tool_result>\nThis call told what it had told before."))
        #expect(recording.answer == nil)
    }

    @Test func aModelThatListensHasItsAnswer() async throws {
        let model = ScriptedModel(.calls("a"), .calls("b"), .calls("a"), .says("Non trovo niente."))
        let recording = TurnRecording()
        let tools = [MockTool("a", returns: "niente"), MockTool("b", returns: "niente")]
        try await recording.run(.testing(model: model, tools: tools))
        #expect(recording.answer == "Non trovo niente.")
        #expect(recording.results.map { $0.result.instruction != nil } == [false, false, true])
    }

    @Test func aToolsOwnInstructionIsKept() async throws {
        let tool = MockTool("a") { _, _ in ToolResult("niente", instruction: "Sii breve.") }
        let recording = TurnRecording()
        try await recording.run(.testing(model: .script(.calls("a"), .calls("a"), .says("Ecco.")), tools: [tool]))
        #expect(recording.results[1].result.instruction?.hasPrefix("Sii breve.\nThis call told") == true)
    }

    @Test func aPollThatGetsSomewhereIsNoCircle() async throws {
        let steps = (0..<6).map { _ in ScriptedStep.calls("poll") } + [.says("Pronto.")]
        let recording = TurnRecording()
        let tool = MockTool("poll", returns: "10 %", "20 %", "30 %", "40 %", "50 %", "100 %")
        try await recording.run(.testing(model: ScriptedModel(steps), tools: [tool]))
        #expect(recording.answer == "Pronto.")
        #expect(recording.results.allSatisfy { $0.result.instruction == nil })
    }

    @Test func anInterruptionForgivesNothing() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let tool = MockTool("a", returns: "niente")
        let first = try await TestConversation(
            model: .script(.calls("a"), .calls("a"), .waits(for: gate)),
            tools: [tool],
            store: store
        )
        try first.session.send(.init("Ciao"))
        try await gate.arrived()
        await first.stop()
        let model = ScriptedModel(.calls("a"), .says("Mai."))
        let second = try await TestConversation(model: model, tools: [tool], store: store, continuing: first.session.id)
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "error" }?["code"] == "stuck")
        #expect(model.requests.count == 1)
    }

    @Test func aRepeatedWriteIsNotRunBeforeTheModelWasTold() async throws {
        let write = MockTool("book", effect: .write, returns: "prenotato")
        let model = ScriptedModel(.calls("book", ["slot": 1]), .calls("book", ["slot": 1]), .says("Prenotato."))
        let recording = TurnRecording()
        try await recording.run(.testing(model: model, tools: [write]))
        #expect(write.calls.map(\.id) == ["t1c1"])
        #expect(recording.results.map(\.outcome) == [.succeeded, .repeated])
        #expect(recording.results[1].result.text.contains("did not run again"))
        // Shown and on record like any other call.
        #expect(recording.log.contains(.called("t1c2", as: "book")))
        #expect(recording.facts.map(\.type).filter { $0 == "tool_called" }.count == 2)
    }

    @Test func aModelThatInsistsHasItsWriteRunOnceMore() async throws {
        let write = MockTool("book", effect: .write, returns: "prenotato")
        let model = ScriptedModel(.calls("book"), .calls("book"), .calls("book"), .says("Due volte."))
        let recording = TurnRecording()
        try await recording.run(.testing(model: model, tools: [write]))
        #expect(write.calls.map(\.id) == ["t1c1", "t1c3"])
        #expect(recording.answer == "Due volte.")
    }

    @Test func aRepeatedWriteIsHeldBackAlsoAfterAnInterruption() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let write = MockTool("book", effect: .write, returns: "prenotato")
        let first = try await TestConversation(
            model: .script(.calls("book"), .waits(for: gate)),
            tools: [write],
            store: store
        )
        try first.session.send(.init("Prenota"))
        try await gate.arrived()
        await first.stop()
        let model = ScriptedModel(.calls("book"), .says("Prenotato."))
        let second = try await TestConversation(
            model: model,
            tools: [write],
            store: store,
            continuing: first.session.id
        )
        try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(write.calls.count == 1)
        #expect(try await second.recording().calls.map(\.returned?.outcome) == [.succeeded, .repeated])
    }

    @Test func wrongCallsHaveABudgetOfTheirOwn() async throws {
        let model = ScriptedModel(
            .calls("missing"),
            .calls("missing"),
            .calls("a", text: "{"),
            .calls("missing"),
            .says("Mai.")
        )
        let recording = TurnRecording()
        let agent = try Agent.testing(model: model, tools: [MockTool("a", returns: 1)])
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == .tooManyInvalidCalls)
        #expect(error?.isRetryable == true)
        #expect(model.requests.count == 4)
    }

    @Test func manyWrongCallsInTheFirstStepAreToldBeforeTheyCount() async throws {
        let step = ScriptedStep.calls("x1").calls("x2").calls("x3").calls("x4").calls("x5")
        let recording = TurnRecording()
        let limits = AgentLimits(invalidCalls: 1)
        try await recording.run(.testing(model: .script(step, .says("Scusi.")), limits: limits))
        #expect(recording.answer == "Scusi.")
        let again = ScriptedModel(step, .calls("x1"), .says("Mai."))
        let error = await #expect(throws: AgentError.self) {
            try await TurnRecording().run(.testing(model: again, limits: limits))
        }
        #expect(error?.code == .tooManyInvalidCalls)
    }
}
