import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct SessionCapacityTests {
    private static func registry(
        _ model: any LanguageModel = ScriptedModel(),
        store: any SessionStore = InMemorySessionStore(),
        clock: any Clock<Duration> = ManualClock(),
        configure: (inout SessionSettings) -> Void
    ) throws -> SessionRegistry {
        var settings = SessionSettings()
        configure(&settings)
        let agent = try Agent.testing(model: model)
        return SessionRegistry(
            store: store,
            agent: { _ in agent },
            settings: settings,
            clock: clock,
            logger: .silent
        )
    }

    @Test func thereAreNoMoreSessionsThanMayBe() async throws {
        let sessions = try Self.registry { $0.sessions = 2 }
        let first = try await sessions.create(user: nil, region: Region.testing.id)
        _ = try await sessions.create(user: "a", region: Region.testing.id)
        await #expect(throws: SessionRefusal.serviceFull(limit: 2)) {
            try await sessions.create(user: "b", region: Region.testing.id)
        }
        _ = try await sessions.close(first.id)
        _ = try await sessions.create(user: "b", region: Region.testing.id)
        #expect(sessions.activeCount == 2)
    }

    @Test func aUserHasNoMoreSessionsThanMayBeAlsoAfterARestart() async throws {
        let store = InMemorySessionStore()
        let first = try Self.registry(store: store) { $0.sessionsPerUser = 2 }
        let open = try await first.create(user: "ada", region: Region.testing.id)
        _ = try await first.create(user: "ada", region: Region.testing.id)
        let again = try Self.registry(store: store) { $0.sessionsPerUser = 2 }
        try await again.prepare()
        await #expect(throws: SessionRefusal.userFull(limit: 2)) {
            try await again.create(user: "ada", region: Region.testing.id)
        }
        _ = try await again.create(user: "bea", region: Region.testing.id)
        for _ in 1...3 { _ = try await again.create(user: nil, region: Region.testing.id) }
        _ = try await again.close(open.id)
        _ = try await again.create(user: "ada", region: Region.testing.id)
    }

    @Test func theTurnsOfOneUserOfOneOwnerWaitInOneLine() async throws {
        let sessions = try Self.registry { _ in }
        func key(_ owner: String?, _ user: String?) async throws -> String {
            try await sessions.create(user: user, owner: owner.map { .init($0) }, region: Region.testing.id).queueKey
        }
        let ada = try await key("key:dashboard", "ada")
        #expect(try await key("key:dashboard", "ada") == ada)
        let others = [
            try await key("key:dashboard", "bea"), try await key("key:app", "ada"), try await key(nil, "ada"),
            try await key("key:dashboard", nil), try await key(nil, nil), try await key(nil, nil),
        ]
        #expect(Set(others).union([ada]).count == 7)
    }

    @Test func aTurnWithoutAPlaceWaitsAndFailsAsBusyInTheEnd() async throws {
        let gate = Gate()
        let clock = ManualClock()
        let sessions = try Self.registry(.script(.waits(for: gate).says("Uno."), .says("Due.")), clock: clock) {
            $0.turns = 1
            $0.turnWait = .seconds(5)
        }
        let running = Task { try await sessions.run() }
        defer { running.cancel() }
        let sinks = [RecordingFrameSink(), RecordingFrameSink(), RecordingFrameSink()]
        var open: [Session] = []
        for sink in sinks {
            let session = try await sessions.create(user: nil, region: Region.testing.id)
            _ = try await session.attach(sink)
            open.append(session)
        }
        try open[0].send(.init("1"))
        try await gate.arrived()
        try open[1].send(.init("2"))
        // One sleeper looks sessions over, the other counts the wait.
        try await clock.sleepers(2)
        clock.advance(by: .seconds(5))
        let refused = try await sinks[1].frames(untilNumber: 1, labelled: "ready")
        #expect(refused.labels == ["connected", "typing", "error", "ready"])
        #expect(refused.first { $0.type == "error" }?["code"] == "busy")
        #expect(refused.first { $0.type == "error" }?["retryable"] == true)
        try open[2].send(.init("3"))
        try await clock.sleepers(3)
        gate.open()
        try await sinks[0].frames(untilNumber: 1, labelled: "complete")
        let served = try await sinks[2].frames(untilNumber: 1, labelled: "ready")
        #expect(served.labels.contains("complete"))
    }

    @Test func aTurnThatWaitsForItsPlaceCanBeCancelled() async throws {
        let gate = Gate()
        let clock = ManualClock()
        let sessions = try Self.registry(.script(.waits(for: gate).says("Uno.")), clock: clock) { $0.turns = 1 }
        let running = Task { try await sessions.run() }
        defer { running.cancel() }
        let first = try await sessions.create(user: nil, region: Region.testing.id)
        let second = try await sessions.create(user: nil, region: Region.testing.id)
        let sink = RecordingFrameSink()
        _ = try await second.attach(sink)
        try first.send(.init("1"))
        try await gate.arrived()
        try second.send(.init("2"))
        try await clock.sleepers(2)
        second.cancel()
        let frames = try await sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.first { $0.type == "error" }?["code"] == "cancelled")
        gate.open()
    }

    @Test func whoStopsTakesNothingNewAndFinishesWhatItHasBegun() async throws {
        let gate = Gate()
        let store = InMemorySessionStore()
        let sessions = try Self.registry(.script(.waits(for: gate).says("Fatto."), .says("mai")), store: store) { _ in }
        let running = Task { try await sessions.run() }
        let session = try await sessions.create(user: nil, region: Region.testing.id)
        let sink = RecordingFrameSink()
        _ = try await session.attach(sink)
        #expect(sessions.phase == .serving)
        try session.send(.init("Uno", id: "m-1", sender: sink))
        try await gate.arrived()
        try session.send(.init("Due", id: "m-2", sender: sink))
        try await sink.frames(untilNumber: 2, labelled: "accepted")
        sessions.stop()
        #expect(sessions.phase == .draining)
        #expect(throws: Session.SendError.stopping) { try session.send(.init("Tre")) }
        await #expect(throws: SessionRefusal.stopping) {
            try await sessions.create(user: nil, region: Region.testing.id)
        }
        #expect(sink.ending == nil)
        gate.open()
        try await running.value
        #expect(sink.ending == .serviceStopping)
        #expect(sink.frames.labels.suffix(2) == ["complete", "ready"])
        // What waited is on record, and goes on with the next start.
        let next = try Self.registry(.script(.says("Ecco.")), store: store) { _ in }
        let again = Task { try await next.run() }
        defer { again.cancel() }
        let found = try await next.session(session.id)
        let late = RecordingFrameSink()
        _ = try await found?.attach(late, after: .init(epoch: FrameEpoch(), last: .start), wantsAllFrames: true)
        let shown = try await late.frames { frames in
            frames.contains { $0.type == "complete" || $0["messages"]?.array?.count == 4 }
        }
        #expect(shown.description.contains("Ecco."))
    }
}
