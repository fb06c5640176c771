import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// What becomes of turns whose end cannot be stored.
@Suite struct TurnEndingTests {
    private static func ends(_ events: [SessionEvent]) -> [String] {
        events.filter { $0.fact.endsTurn }.map { "\($0.turn.map(\.rawValue) ?? 0) \($0.fact.type)" }
    }

    @Test func anEndThatCouldNotBeStoredIsStoredBeforeTheNextMessage() async throws {
        let store = FaultyStore()
        let model = ScriptedModel(.says("Un att").fails(.unavailable), .says("Eccomi."))
        let chat = try await TestConversation(model: model, store: store)
        store.refuse("turn_failed")
        let failed = try await chat.say("Ciao")
        #expect(failed.errorCode == .modelUnavailable)
        #expect(failed.frames.labels.last == "ready")
        #expect(try await chat.events().last?.fact.type != "turn_failed")
        store.refuse()
        #expect(try await chat.say("Ci sei?").text == "Eccomi.")
        #expect(model.requests.count == 2)
        #expect(model.requests.last?.transcript.turns[0].ending == .failed(partialText: "Un att"))
        #expect(
            try await chat.events().map(\.fact.type).filter { $0 == "user_message" || $0 == "turn_failed" } == [
                "user_message", "turn_failed", "user_message",
            ]
        )
        #expect(try await store.session(chat.session.id)?.progress.openTurns == 0)
    }

    @Test func anEndThatCouldNotBeStoredKeepsTheSessionInMemoryAndIsTriedAgain() async throws {
        let store = FaultyStore()
        let instant = NIOLockedValueBox(Timestamp(milliseconds: 1_700_000_000_000))
        let chat = try await TestConversation(
            with: .testing(model: .script(.fails(.unavailable))),
            store: store,
            now: { instant.withLockedValue(\.self) }
        )
        store.refuse("turn_failed")
        _ = try await chat.say("Ciao")
        instant.withLockedValue { $0 = $0 + .seconds(600) }
        await chat.sessions.sweep()
        try await store.refusals(2)
        #expect(chat.session.messages.map(\.content) == ["Ciao"])
        store.refuse()
        // The attempt before may still be on its way back.
        while chat.session.progress.openTurns > 0 {
            await chat.sessions.sweep()
            await Task.yield()
        }
        #expect(try await Self.ends(chat.events()) == ["1 turn_failed"])
        instant.withLockedValue { $0 = $0 + .seconds(600) }
        await chat.sessions.sweep()
        #expect(chat.session.messages.isEmpty)
    }

    @Test func whatTheUserWasToldHasFailedIsNotRunByTheNextStart() async throws {
        let store = FaultyStore()
        let first = try await TestConversation(model: .script(.fails(.unavailable)), store: store)
        store.refuse("turn_failed")
        _ = try await first.say("Ciao")
        store.refuse()
        await first.stop()
        #expect(try await Self.ends(first.events()) == ["1 turn_failed"])
        #expect(try await store.sessions(matching: SessionQuery(hasOpenTurns: true)).isEmpty)
    }

    @Test func noTurnBeginsBeforeTheOneBeforeItHasEndedOnRecord() async throws {
        let store = FaultyStore()
        let gate = Gate()
        let model = ScriptedModel(.waits(for: gate).fails(.unavailable), .says("Mai."))
        let chat = try await TestConversation(model: model, store: store)
        try chat.session.send(.init("1"))
        try await gate.arrived()
        try chat.session.send(.init("2"))
        try await store.stored("user_message", times: 2)
        store.refuse("turn_failed")
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 2, labelled: "ready")
        #expect(frames.filter { $0.type == "error" }.map { $0["code"] } == ["model_unavailable", "internal_error"])
        #expect(model.requests.count == 1)
        store.refuse()
        model.append(.says("Eccomi."))
        _ = try await chat.say("3")
        #expect(try await Self.ends(chat.events()) == ["1 turn_failed", "2 turn_failed", "3 turn_completed"])
    }

    @Test func anAnswerThatCouldNotBeStoredHasFailed() async throws {
        let store = FaultyStore()
        let model = ScriptedModel(.says("Costa 52 €."), .says("Come detto."))
        let chat = try await TestConversation(model: model, store: store)
        store.refuse("turn_completed")
        let reply = try await chat.say("Quanto costa?")
        #expect(reply.frames.labels == ["typing", "chunk", "error", "ready"])
        #expect(reply.errorCode == .internalError)
        store.refuse()
        #expect(try await chat.say("Allora?").text == "Come detto.")
        #expect(model.requests[1].transcript.turns[0].ending == .failed(partialText: "Costa 52 €."))
        #expect(try await Self.ends(chat.events()) == ["1 turn_failed", "2 turn_completed"])
    }

    @Test func aCancelledTurnIsToldSoWhateverTheStoreSays() async throws {
        let store = FaultyStore()
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.says("Un attimo").waits(for: gate)), store: store)
        try chat.session.send(.init("Ciao"))
        try await gate.arrived()
        store.refuse("model_failed", "turn_cancelled")
        chat.session.cancel()
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "error" }?["code"] == "cancelled")
        store.refuse()
        await chat.stop()
        #expect(try await Self.ends(chat.events()) == ["1 turn_cancelled"])
    }

    @Test func aTurnWhoseAnswerIsOnRecordEndsOnce() async throws {
        let store = FaultyStore()
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.says("Costa 52 €.")), store: store)
        store.hold("turn_completed", at: gate)
        try chat.session.send(.init("Quanto costa?"))
        try await gate.arrived()
        chat.session.cancel()
        gate.open()
        let frames = try await chat.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == "Costa 52 €.")
        #expect(try await Self.ends(chat.events()) == ["1 turn_completed"])
        #expect(try await store.session(chat.session.id)?.progress.openTurns == 0)
    }

    @Test func aTurnThatNobodyCancelledDoesNotHang() async throws {
        let chat = try await TestConversation(model: .script(.fails(CancellationError()), .says("Eccomi.")))
        #expect(try await chat.say("Ciao").errorCode == .internalError)
        #expect(try await chat.say("Ci sei?").text == "Eccomi.")
    }
}
