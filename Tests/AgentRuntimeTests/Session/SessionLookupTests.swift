import AgentRuntime
import AgentTesting
import Testing

@Suite struct SessionLookupTests {
    private struct Stranger: Error {}

    @Test func whoIsKeptOutHasNothingReadAndUsesNothing() async throws {
        let store = SlowReadStore()
        let session = StoredSession.testing()
        try await session.store(in: store)
        let service = try Upkeep(of: store)
        try await service.registry.prepare()
        func knock() async {
            await #expect(throws: Stranger.self) {
                try await service.registry.session(session.id) { owner, region in
                    #expect(owner == session.record.owner)
                    #expect(region == session.record.region)
                    throw Stranger()
                }
            }
        }
        await knock()
        #expect(store.reads == 0)
        #expect(service.registry.residentCount == 0)
        // It is in memory for its owner; asking for that is no use of it.
        #expect(try await service.registry.session(session.id) != nil)
        await service.sweep(after: .seconds(30))
        await knock()
        await service.sweep(after: .seconds(31))
        #expect(service.registry.residentCount == 0)
    }

    @Test func theJournalOfAClosedSessionIsNotRead() async throws {
        let store = SlowReadStore()
        let session = StoredSession.testing(.sessionClosed(.init(reason: .idle)))
        try await session.store(in: store)
        let service = try Upkeep(of: store)
        #expect(try await service.registry.session(session.id) == nil)
        #expect(try await !service.registry.close(session.id))
        #expect(store.reads == 0)
    }

    @Test(arguments: [true, false])
    func whatEndsWhileItIsReadDoesNotComeBack(_ isErased: Bool) async throws {
        let gate = Gate()
        let store = SlowReadStore(gate: gate)
        let session = StoredSession.testing()
        try await session.store(in: store)
        let service = try Upkeep(of: store)
        try await service.registry.prepare()
        let late = Task { try await service.registry.session(session.id) }
        try await gate.arrived()
        if isErased {
            #expect(try await service.registry.erase(session.id))
        } else {
            #expect(try await service.registry.close(session.id))
        }
        gate.open()
        let found = try await late.value
        #expect(found == nil)
        #expect(service.registry.residentCount == 0)
        #expect(service.registry.activeCount == 0)
        #expect(try await service.registry.session(session.id) == nil)
    }

    @Test func oneThatManyAskForIsReadAsOne() async throws {
        let gate = Gate()
        let store = SlowReadStore(gate: gate)
        let session = StoredSession.testing()
        try await session.store(in: store)
        let service = try Upkeep(of: store)
        let late = Task { try await service.registry.session(session.id) }
        try await gate.arrived()
        let early = try await service.registry.session(session.id)
        gate.open()
        #expect(try await late.value === early)
        #expect(service.registry.residentCount == 1)
    }
}
