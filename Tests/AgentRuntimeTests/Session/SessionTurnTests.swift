import AgentRuntime
import AgentTesting
import Testing

@Suite struct SessionTurnTests {
    @Test func aTurnShowsItsFramesInOrder() async throws {
        let chat = try await TestConversation(
            model: .script(.says("Guardo.").calls("get_price"), .says("Costa 52 €.")),
            tools: [MockTool("get_price", returns: 52)]
        )
        let reply = try await chat.say("Quanto costa?")
        #expect(reply.frames.labels == ["typing", "chunk", "function_called", "chunk", "complete", "ready"])
        #expect(reply.text == reply.chunks.joined())
        #expect(reply.text == "Guardo.\n\nCosta 52 €.")
        #expect(chat.sink.frames.map(\.sequence.rawValue) == Array(0...Int64(reply.frames.count)))
    }

    @Test func functionCalledComesOncePerInvocationInOrder() async throws {
        let chat = try await TestConversation(
            model: .script(.calls("a").calls("missing").calls("b", text: "{").calls("a"), .says("Ecco.")),
            tools: [MockTool("a", returns: 1), MockTool("b", fails: ToolFailure("No."))],
            policies: ["a": ToolPolicy(displayName: "Alfa")]
        )
        let reply = try await chat.say("Tutto")
        #expect(reply.functionsCalled == ["Alfa", "missing", "b", "Alfa"])
        let calls = reply.frames.filter { $0.type == "function_called" }.map { $0["call_id"]?.string }
        #expect(calls == ["t1c1", "t1c2", "t1c3", "t1c4"])
    }

    @Test func completeIsTheChunksThatWereNotWithdrawn() async throws {
        let chat = try await TestConversation(
            model: .script(
                .says("Guardo.").calls("a"),
                .says(" \n"),
                .says("Costa 60").startsOver().says("Costa 52 €.")
            ),
            tools: [MockTool("a", returns: 1)]
        )
        let reply = try await chat.say("Quanto costa?")
        #expect(reply.text == "Guardo.\n\nCosta 52 €.")
        #expect(reply.chunks.joined() == reply.text)
        #expect(reply.frames.count { $0.type == "step_reset" } == 2)
    }

    @Test func messagesAreAnsweredInOrderAndNeverAtOnce() async throws {
        let gate = Gate()
        let model = ScriptedModel(.waits(for: gate).says("Uno."), .says("Due."), .says("Tre."))
        let chat = try await TestConversation(model: model)
        for number in 1...3 { try chat.session.send(.init("messaggio \(number)")) }
        try await gate.arrived()
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 3, labelled: "ready")
        #expect(frames.filter { $0.type == "complete" }.map { $0["full_response"] } == ["Uno.", "Due.", "Tre."])
        #expect(
            frames.labels.dropFirst() == [
                "typing", "chunk", "complete", "ready", "typing", "chunk", "complete", "ready", "typing", "chunk",
                "complete", "ready",
            ]
        )
        #expect(model.requests.map(\.transcript.turns.count) == [1, 2, 3])
    }

    @Test func beyondTheQueueAMessageIsRefused() async throws {
        let gate = Gate()
        var settings = SessionSettings()
        settings.waitingMessages = 2
        let chat = try await TestConversation(
            with: .testing(model: .script(.waits(for: gate).says("1"), .says("2"), .says("3"))),
            settings: settings
        )
        try chat.session.send(.init("1"))
        try await gate.arrived()
        try chat.session.send(.init("2"))
        try chat.session.send(.init("3"))
        #expect(throws: Session.SendError.busy(waiting: 2)) { try chat.session.send(.init("4")) }
        gate.open()
        try await chat.sink.frames(untilNumber: 3, labelled: "ready")
    }

    @Test func theSameMessageIDRunsNothingTwice() async throws {
        let model = ScriptedModel(.says("Una volta."))
        let chat = try await TestConversation(model: model)
        _ = try await chat.say("Ciao", id: "m1")
        try chat.session.send(.init("Ciao", id: "m1", sender: chat.sink))
        let accepted = try await chat.sink.frames(untilNumber: 2, labelled: "accepted").filter { $0.type == "accepted" }
        #expect(accepted.map { $0["turn"] } == [1, 1])
        #expect(accepted.map { $0["message_id"] } == ["m1", "m1"])
        #expect(model.requests.count == 1)
        #expect(try await chat.recording().messages == ["Ciao"])
    }

    @Test func theSameMessageIDIsKnownAfterARestart() async throws {
        let store = InMemorySessionStore()
        let first = try await TestConversation(model: .script(.says("Una volta.")), store: store)
        _ = try await first.say("Ciao", id: "m1")
        await first.stop()
        let model = ScriptedModel()
        let second = try await TestConversation(model: model, store: store, continuing: first.session.id)
        try second.session.send(.init("Ciao", id: "m1", sender: second.sink))
        try await second.sink.frames(untilNumber: 1, labelled: "accepted")
        #expect(model.requests.isEmpty)
    }

    @Test func cancellingInMidStreamKeepsWhatWasSaid() async throws {
        let gate = Gate()
        let model = ScriptedModel(.says("Il prezzo è").waits(for: gate).says("52 €."), .says("Va bene."))
        let chat = try await TestConversation(model: model)
        try chat.session.send(.init("Quanto costa?"))
        try await gate.arrived()
        chat.session.cancel()
        chat.session.cancel()
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.labels == ["connected", "typing", "chunk", "error", "ready"])
        #expect(frames.first { $0.type == "error" }?["code"] == "cancelled")

        #expect(try await chat.say("Grazie").text == "Va bene.")
        let before = model.requests[1].transcript.turns[0]
        #expect(before.ending == .cancelled(partialText: "Il prezzo è"))
        #expect(model.requests[1].messages.description.contains("Il prezzo è [stopped here by the user]"))
    }

    @Test func cancellingAnotherTurnLeavesTheRunningOneAlone() async throws {
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.waits(for: gate).says("Uno.")))
        try chat.session.send(.init("1"))
        try await gate.arrived()
        chat.session.cancel(TurnNumber(rawValue: 2))
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == "Uno.")
        chat.session.cancel()
        #expect(chat.session.progress.messages == 2)
    }

    @Test func aWaitingTurnCanBeCancelled() async throws {
        let gate = Gate()
        let model = ScriptedModel(.waits(for: gate).says("Uno."), .says("Tre."))
        let chat = try await TestConversation(model: model)
        try chat.session.send(.init("1", id: "a", sender: chat.sink))
        try await gate.arrived()
        try chat.session.send(.init("2", id: "b", sender: chat.sink))
        try chat.session.send(.init("3", id: "c", sender: chat.sink))
        try await chat.sink.frames(untilNumber: 3, labelled: "accepted")
        chat.session.cancel(TurnNumber(rawValue: 2))
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 3, labelled: "ready")
        #expect(
            frames.filter { $0.type == "complete" || $0.type == "error" }.map { $0["turn"] ?? $0["code"] } == [
                1, "cancelled", 3,
            ]
        )
        #expect(model.requests.count == 2)
    }

    @Test func leavingIsNotCancelling() async throws {
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.says("Il prezzo").waits(for: gate).says(" è 52 €.")))
        let leaver = RecordingFrameSink()
        let attachment = try await chat.session.attach(leaver)
        try chat.session.send(.init("Quanto costa?"))
        try await gate.arrived()
        chat.session.detach(attachment)
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == "Il prezzo è 52 €.")
        #expect(leaver.frames.labels == ["connected", "typing", "chunk"])
    }

    @Test func aSlowClientIsLetGoAndNobodyElse() async throws {
        let chat = try await TestConversation(model: .script(.says("Una risposta di molte parole.")))
        let slow = RecordingFrameSink(capacity: 3)
        _ = try await chat.session.attach(slow)
        let reply = try await chat.say("Ciao")
        #expect(reply.text == "Una risposta di molte parole.")
        #expect(slow.frames.labels == ["connected", "typing", "chunk"])
    }

    @Test func aFailedTurnLeavesTheSessionUsable() async throws {
        let chat = try await TestConversation(model: .script(.says("Un att").fails(.unavailable), .says("Eccomi.")))
        let failed = try await chat.say("Ciao")
        #expect(failed.frames.labels == ["typing", "chunk", "error", "ready"])
        #expect(failed.errorCode == .modelUnavailable)
        #expect(failed.frames.first { $0.type == "error" }?["retryable"] == true)
        #expect(try await chat.say("Ci sei?").text == "Eccomi.")
        #expect(chat.session.messages.map(\.content) == ["Ciao", "Un att", "Ci sei?", "Eccomi."])
    }

    @Test func aScriptThatIsTooShortFailsTheTestByNumber() async throws {
        let chat = try await TestConversation(model: .script())
        let error = await #expect(throws: ScriptedModelError.self) { try await chat.say("Ciao") }
        #expect(error?.request == 1)
        #expect(error?.steps == 0)
    }
}
