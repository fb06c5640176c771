import AgentRuntime
import AgentTesting
import Testing

@Suite struct DamagedSessionTests {
    private static let message = SessionEvent.Fact.userMessage(.init(text: "Ci siete?"))

    @Test func oneIsToldOfOnceAndStopsNoStart() async throws {
        let store = InMemorySessionStore()
        let damaged = StoredSession.testing(Self.message)
        let sound = StoredSession.testing(at: 1, Self.message)
        for session in [damaged, sound] { try await session.store(in: store) }
        store.damage(damaged.id)
        let service = try Upkeep(of: store, model: .script(.says("Eccoci.")))
        let sink = RecordingFrameSink()
        try await service.registry.prepare()
        _ = try await service.registry.session(sound.id)?.attach(sink)
        let running = Task { try await service.registry.run() }
        defer { running.cancel() }
        try await sink.frames(untilNumber: 1, labelled: "complete")
        for _ in 1...2 {
            await #expect(throws: SessionStoreError.self) { try await service.registry.session(damaged.id) }
        }
        #expect(service.registry.damagedCount == 1)
        let lines = service.log.lines.filter { $0.hasPrefix("error A session is damaged") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("session=\(damaged.id)") == true)
    }

    @Test func oneIsClosedAndErasedInItsTimeAndKeepsNothingFromTheOthers() async throws {
        let store = InMemorySessionStore()
        let damaged = StoredSession.testing(Self.message)
        let sound = StoredSession.testing(at: 1)
        for session in [damaged, sound] { try await session.store(in: store) }
        store.damage(damaged.id)
        let service = try Upkeep(of: store)
        try await service.registry.prepare()
        await service.sweep(after: .seconds(3602))
        for id in [damaged.id, sound.id] {
            #expect(try await store.session(id)?.progress.closedAt != nil)
            #expect(try await service.registry.session(id) == nil)
        }
        #expect(service.desk.ended == [damaged.id, sound.id])
        #expect(service.registry.activeCount == 0)
        await service.sweep(after: .seconds(61 * 86_400))
        #expect(try await store.ids(matching: SessionQuery()).isEmpty)
        #expect(service.registry.damagedCount == 0)
    }

    @Test func oneCanBeClosedAndErasedOnRequest() async throws {
        let store = InMemorySessionStore()
        let sessions = [StoredSession.testing(), .testing()]
        for session in sessions {
            try await session.store(in: store)
            store.damage(session.id)
        }
        let service = try Upkeep(of: store)
        try await service.registry.prepare()
        #expect(try await service.registry.close(sessions[0].id))
        #expect(try await !service.registry.close(sessions[0].id))
        #expect(service.registry.activeCount == 1)
        for session in sessions { #expect(try await service.registry.erase(session.id)) }
        #expect(try await store.ids(matching: SessionQuery()).isEmpty)
        #expect(service.registry.activeCount == 0)
        #expect(service.registry.damagedCount == 0)
    }
}
