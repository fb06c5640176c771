import AgentRuntime
import AgentTesting
import Testing

@Suite struct SessionErasureTests {
    @Test func erasingEndsWhatRunsAndLeavesNothing() async throws {
        let gate = Gate()
        let chat = try await TestConversation(model: .script(.says("Un attimo").waits(for: gate)))
        try chat.session.send(.init("Ciao"))
        try await gate.arrived()
        #expect(try await !chat.sessions.erase(chat.session.id, in: [RegionID(rawValue: "elsewhere")]))
        #expect(try await chat.sessions.erase(chat.session.id, in: [chat.session.region]))
        #expect(try await chat.sink.finished() == .sessionClosed)
        #expect(throws: Session.SendError.closed) { try chat.session.send(.init("Ci sei?")) }
        #expect(try await chat.store.session(chat.session.id) == nil)
        #expect(try await !chat.sessions.erase(chat.session.id))
        #expect(chat.sessions.activeCount == 0)
    }

    @Test func aClosedSessionIsErasedToo() async throws {
        let store = InMemorySessionStore()
        let session = StoredSession.testing(.sessionClosed(.init(reason: .deleted)))
        try await session.store(in: store)
        let service = try Upkeep(of: store)
        #expect(try await service.registry.erase(session.id))
        #expect(try await store.session(session.id) == nil)
        #expect(service.log.lines == ["notice Session erased session=\(session.id)"])
    }

    @Test func whatAnotherProcessErasesIsLetGoOf() async throws {
        let store = InMemorySessionStore()
        let service = try Upkeep(of: store)
        let erased = try await service.registry.create(user: "anna", region: Region.testing.id)
        let kept = try await service.registry.create(user: "bea", region: Region.testing.id)
        let sinks = [RecordingFrameSink(), RecordingFrameSink()]
        for (session, sink) in zip([erased, kept], sinks) { _ = try await session.attach(sink) }
        try await store.erase([erased.id])
        await service.sweep(after: .seconds(10))
        #expect(sinks[0].ending == .sessionClosed)
        #expect(sinks[1].ending == nil)
        #expect(service.desk.ended == [erased.id])
        #expect(service.registry.activeCount == 1)
        #expect(service.registry.residentCount == 1)
        #expect(try await service.registry.session(erased.id) == nil)
        #expect(try await store.ids(matching: SessionQuery()) == [kept.id])
    }
}
