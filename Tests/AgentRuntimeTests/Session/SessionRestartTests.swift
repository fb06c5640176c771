import AgentRuntime
import AgentTesting
import Testing

@Suite struct SessionRestartTests {
    @Test func aRestartKeepsTheContext() async throws {
        let store = InMemorySessionStore()
        let first = try await TestConversation(model: .script(.says("Mi chiamo Ada.")), store: store)
        _ = try await first.say("Come ti chiami?")
        await first.stop()
        let model = ScriptedModel(.says("Ada, appunto."))
        let second = try await TestConversation(model: model, store: store, continuing: first.session.id)
        #expect(try await second.say("Come, scusa?").text == "Ada, appunto.")
        #expect(model.requests[0].transcript.turns.map(\.message) == ["Come ti chiami?", "Come, scusa?"])
        #expect(model.requests[0].transcript.turns[0].ending == .answered("Mi chiamo Ada."))
    }

    @Test func anInterruptedTurnGoesOnWhereItWas() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let read = MockTool("read", returns: "52 €")
        let first = try await TestConversation(
            model: .script(.says("Guardo.").calls("read"), .waits(for: gate).says("mai")),
            tools: [read],
            store: store
        )
        try first.session.send(.init("Quanto costa?"))
        try await gate.arrived()
        await first.stop()

        let model = ScriptedModel(.says("Costa 52 €."))
        let second = try await TestConversation(model: model, tools: [read], store: store, continuing: first.session.id)
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == "Guardo.\n\nCosta 52 €.")
        #expect(!frames.contains { $0.type == "function_called" })
        let recorded = try await second.recording()
        #expect(recorded.messages == ["Quanto costa?"])
        #expect(recorded.calls.map(\.returned?.outcome) == [.succeeded])
    }

    @Test(arguments: [true, false])
    func aWriteThatWasCutOffIsLookedUpAndRunAtMostOnce(_ tookEffect: Bool) async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let cutOff = MockTool("book", effect: .write) { _, _ in
            await gate.passUncancellably()
            return ToolResult("mai")
        }
        let first = try await TestConversation(
            model: .script(.calls("book", ["slot": 1])),
            tools: [cutOff],
            store: store
        )
        try first.session.send(.init("Prenota"))
        try await gate.arrived()
        // As after SIGKILL: what the first service would still write goes nowhere.
        let snapshot = try await Self.copy(of: first.session.id, in: store)
        gate.open()
        await first.stop()

        let tool = MockTool(
            "book",
            effect: .write,
            outcome: { _ in tookEffect ? ToolResult("prenotato") : nil }
        ) { _, _ in ToolResult("prenotato ora") }
        let model = ScriptedModel(.says("Fatto."))
        let second = try await TestConversation(
            model: model,
            tools: [tool],
            store: snapshot,
            continuing: first.session.id
        )
        try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(tool.calls.count == (tookEffect ? 0 : 1))
        #expect(tool.calls.allSatisfy { $0.idempotencyKey == cutOff.calls.first?.idempotencyKey })
        let text = tookEffect ? "prenotato" : "prenotato ora"
        #expect(model.requests[0].transcript.entries.last == .toolResult(ToolResult(text), id: "t1c1"))
    }

    @Test func aWriteNobodyCanLookUpIsNotRunAgain() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let cutOff = MockTool("book", effect: .write) { _, _ in
            await gate.passUncancellably()
            return ToolResult("mai")
        }
        let first = try await TestConversation(model: .script(.calls("book")), tools: [cutOff], store: store)
        try first.session.send(.init("Prenota"))
        try await gate.arrived()
        let snapshot = try await Self.copy(of: first.session.id, in: store)
        gate.open()
        await first.stop()

        let tool = MockTool("book", effect: .write, returns: "di nuovo")
        let model = ScriptedModel(.says("Controllo."))
        let second = try await TestConversation(
            model: model,
            tools: [tool],
            store: snapshot,
            continuing: first.session.id
        )
        try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(tool.calls.isEmpty)
        #expect(model.requests[0].messages.description.contains("not known"))
    }

    @Test func aWriteThatWasHeldBackAsRepeatedIsNotRunByTheNextStart() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let twice = ScriptedStep.calls("book", ["slot": 1]).calls("book", ["slot": 1])
        let first = try await TestConversation(
            model: .script(twice, .waits(for: gate)),
            tools: [MockTool("book", effect: .write, returns: "prenotato")],
            store: store
        )
        try first.session.send(.init("Prenota"))
        try await gate.arrived()
        let snapshot = try await Self.copy(of: first.session.id, in: store)
        await first.stop()

        let tool = MockTool("book", effect: .write, outcome: { _ in nil }) { _, _ in ToolResult("di nuovo") }
        let second = try await TestConversation(
            model: .script(.says("Fatto.")),
            tools: [tool],
            store: snapshot,
            continuing: first.session.id
        )
        try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(tool.calls.isEmpty)
        #expect(try await second.recording().calls.map(\.returned?.outcome) == [.succeeded, .repeated])
    }

    @Test func aCleanRestartKeepsTheEpochAndAnInterruptionStartsAnother() async throws {
        let store = InMemorySessionStore()
        let first = try await TestConversation(model: .script(.says("Ciao.")), store: store)
        _ = try await first.say("Ciao")
        let last = try #require(first.sink.frames.last?.sequence)
        await first.stop()
        let gate = Gate()
        let second = try await TestConversation(
            model: .script(.waits(for: gate)),
            store: store,
            continuing: first.session.id
        )
        #expect(second.sink.frames.first?["epoch"] == first.sink.frames.first?["epoch"])
        #expect(second.sink.frames.first?.sequence == last)
        try second.session.send(.init("Ancora"))
        try await gate.arrived()
        await second.stop()
        let third = try await TestConversation(
            model: .script(.says("Eccomi.")),
            store: store,
            continuing: first.session.id
        )
        #expect(third.sink.frames.first?["epoch"] != first.sink.frames.first?["epoch"])
        try await third.sink.frames(untilNumber: 1, labelled: "ready")
    }

    /// The session as it is on record now, in a store of its own.
    static func copy(of id: SessionID, in store: any SessionStore) async throws -> InMemorySessionStore {
        let copy = InMemorySessionStore()
        let events = try await store.events(of: id, after: .start)
        let record = try #require(try await store.session(id))
        let fresh = SessionRecord(
            id: id,
            createdAt: record.createdAt,
            user: record.user,
            region: record.region,
            metadata: record.metadata,
            progress: SessionProgress(lastUsedAt: record.createdAt)
        )
        try await copy.create(fresh, event: try #require(events.first))
        try await copy.append(Array(events.dropFirst()), to: id, after: EventSequence.start.next)
        return copy
    }
}
