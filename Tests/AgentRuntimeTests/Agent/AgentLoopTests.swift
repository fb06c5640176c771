import AgentRuntime
import AgentTesting
import Testing

@Suite struct AgentLoopTests {
    @Test func textIsStreamedRecordedAndDone() async throws {
        let recording = TurnRecording()
        try await recording.run(.testing(model: .script(.says("Costa 52 €."))))
        #expect(
            recording.log == [
                .step, .text("Costa"), .text(" 52"), .text(" €."), .recorded(["model_responded", "turn_completed"]),
            ]
        )
        #expect(recording.answer == "Costa 52 €.")
    }

    @Test func aToolsResultReachesTheModel() async throws {
        let model = ScriptedModel(.calls("get_price", ["sport": "calcio"]), .says("Costa 52 €."))
        let tool = MockTool("get_price", returns: "52 €")
        let recording = TurnRecording()
        try await recording.run(.testing(model: model, tools: [tool]))
        #expect(tool.arguments == [["sport": "calcio"]])
        #expect(
            recording.log.prefix(4) == [
                .step, .recorded(["model_responded", "tool_called"]), .called("t1c1", as: "get_price"), .step,
            ]
        )
        #expect(recording.log.last == .recorded(["tool_returned", "model_responded", "turn_completed"]))
        #expect(model.requests[1].transcript.entries.last == .toolResult(ToolResult("52 €"), id: "t1c1"))
        #expect(model.requests[1].tools.map(\.name) == ["get_price"])
    }

    @Test func eachStepIsOnRecordWithTheGenerationItWasAskedBy() async throws {
        let recording = TurnRecording()
        let model = ScriptedModel(.calls("a"), .says("Ecco."))
        try await recording.run(.testing(model: model, tools: [MockTool("a", returns: 1)], generation: 7))
        let generations = recording.facts.compactMap { fact in
            if case .modelResponded(let response) = fact { response.generation } else { nil }
        }
        #expect(generations == [7, 7])
    }

    @Test func stepsAreSetOffByABlankLine() async throws {
        let recording = TurnRecording()
        let model = ScriptedModel(.says("Guardo.").calls("a"), .calls("a"), .says("Ancora.").calls("a"), .says("Ecco."))
        try await recording.run(.testing(model: model, tools: [MockTool("a", returns: 1, 2, 3)]))
        #expect(recording.text == "Guardo.\n\nAncora.\n\nEcco.")
        #expect(recording.answer == recording.text)
        #expect(recording.results.map(\.call) == ["t1c1", "t1c2", "t1c3"])
    }

    @Test func whatTheProviderWantsBackIsRecordedAndSentBack() async throws {
        let recording = TurnRecording()
        let extra: JSONValue = ["wire": "w", "sealed": "…"]
        let model = ScriptedModel(.says("Guardo.").calls("a").keeping(extra), .says("Ecco."))
        try await recording.run(.testing(model: model, tools: [MockTool("a", returns: 1)]))
        let recorded = recording.facts.compactMap { fact in
            if case .modelResponded(let response) = fact { response.extra } else { nil }
        }
        #expect(recorded == [extra])
        guard case .assistant("Guardo.", let calls, let sent)? = model.requests[1].messages.dropFirst().first else {
            Issue.record("The second message is not the assistant's.")
            return
        }
        #expect(sent == extra)
        #expect(calls.map(\.name) == ["a"])
    }

    @Test func aProviderThatRestsIsAskedAgainWithWhatItHasSaid() async throws {
        let recording = TurnRecording()
        let model = ScriptedModel(.says("Cerco.").finishing(.paused), .says("Ecco."))
        try await recording.run(.testing(model: model))
        #expect(model.requests[1].messages.last == .assistant("Cerco.", calls: []))
        #expect(recording.answer == "Cerco.\n\nEcco.")
    }

    @Test func aStepThatStartsOverIsCountedOnce() async throws {
        let recording = TurnRecording()
        let model = ScriptedModel(.says("Costa 60.").startsOver().says("Costa 52 €."))
        try await recording.run(.testing(model: model))
        #expect(recording.log.contains(.reset))
        #expect(recording.answer == "Costa 52 €.")
    }

    @Test func theStepCapEndsATurn() async throws {
        let recording = TurnRecording()
        let model = ScriptedModel(.calls("a"), .calls("a"), .calls("a"))
        let agent = try Agent.testing(model: model, tools: [MockTool("a", returns: 1)], limits: AgentLimits(steps: 2))
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == .stepCapReached)
        #expect(model.requests.count == 2)
        #expect(recording.results.count == 2)
        #expect(recording.answer == nil)
    }

    @Test(arguments: [ScriptedStep.saysNothing, .says(" \n\t")])
    func anEmptyAnswerIsAskedForOnceMore(_ empty: ScriptedStep) async throws {
        let recording = TurnRecording()
        try await recording.run(.testing(model: .script(empty, .says("Eccomi."))))
        #expect(recording.answer == "Eccomi.")
        #expect(recording.log.contains(.reset) == !recording.log.filter { $0 == .text(" \n\t") }.isEmpty)

        let model = ScriptedModel(empty, empty, .says("Troppo tardi."))
        let error = await #expect(throws: AgentError.self) { try await TurnRecording().run(.testing(model: model)) }
        #expect(error?.code == .emptyResponse)
        #expect(model.requests.count == 2)
    }

    @Test func aWithheldAnswerIsNotAskedForAgain() async throws {
        let model = ScriptedModel(.saysNothing.finishing(.contentFilter))
        let error = await #expect(throws: AgentError.self) { try await TurnRecording().run(.testing(model: model)) }
        #expect(error?.code == .contentFiltered)
    }

    @Test(arguments: [
        (ModelError.Reason.unreachable, AgentError.Code.modelUnreachable, true),
        (.timedOut, .modelTimedOut, true), (.unauthorized, .modelRejected, false), (.rejected, .modelRejected, false),
        (.rateLimited, .modelRateLimited, true), (.unavailable, .modelUnavailable, true),
        (.busy, .modelRateLimited, true), (.circuitOpen, .modelUnavailable, true),
        (.contextTooLong, .contextExhausted, false), (.truncated, .modelStreamCut, true),
        (.protocolViolation, .modelStreamCut, true),
    ])
    func aModelsFailureEndsTheTurn(_ reason: ModelError.Reason, _ code: AgentError.Code, _ isRetryable: Bool)
        async throws
    {
        let recording = TurnRecording()
        let agent = try Agent.testing(model: .script(.says("Un att").fails(reason)))
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == code)
        #expect(error?.isRetryable == isRetryable)
        #expect((error?.cause as? ModelError)?.partialText == "Un att")
        #expect(recording.log.last == .recorded(["model_failed"]))
    }

    @Test func aStepThatWasCutRunsNoTool() async throws {
        let tool = MockTool("book", effect: .write, returns: 1)
        let agent = try Agent.testing(model: .script(.calls("book").fails(.truncated)), tools: [tool])
        await #expect(throws: AgentError.self) { try await TurnRecording().run(agent) }
        #expect(tool.calls.isEmpty)
    }

    @Test func aTurnOutOfTimeAsksNoMore() async throws {
        let clock = ManualClock()
        let model = ScriptedModel(.calls("a"), .says("Tardi."))
        let tool = MockTool("a") { _, _ in
            clock.advance(by: .seconds(11))
            return ToolResult("fatto")
        }
        let recording = TurnRecording()
        let turn = Turn("Ciao", deadline: Deadline(after: .seconds(10), on: clock))
        let agent = try Agent.testing(model: model, tools: [tool])
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent, turn) }
        #expect(error?.code == .turnTimedOut)
        #expect(model.requests.count == 1)
        #expect(recording.results.map(\.outcome) == [.succeeded])
    }

    @Test func providersIdsAreKeptBesideOurs() async throws {
        let model = ScriptedModel(
            .calls([
                ToolCall(providerID: "same", name: "a", arguments: "{}"),
                ToolCall(providerID: "same", name: "a", arguments: ""),
            ]),
            .says("Ecco.")
        )
        try await TurnRecording().run(.testing(model: model, tools: [MockTool("a", returns: 1)]))
        let calls = model.requests[1].transcript.turns[0].steps[0].calls.map(\.call)
        #expect(calls.map(\.id) == ["t1c1", "t1c2"])
        #expect(calls.map(\.providerID) == ["same", "same"])
    }

    @Test func aScriptThatEndsTooSoonSaysWhere() async throws {
        let model = ScriptedModel(.calls("a"))
        let agent = try Agent.testing(model: model, tools: [MockTool("a", returns: 1)])
        let error = await #expect(throws: ScriptedModelError.self) { try await TurnRecording().run(agent) }
        #expect(error?.description.contains("asked 2 times") == true)
    }
}
