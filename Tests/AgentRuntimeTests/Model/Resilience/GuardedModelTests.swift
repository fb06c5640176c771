import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct GuardedModelTests {
    private static func breaker(_ clock: ManualClock, failures: Int = 2) -> SharedCircuitBreaker {
        SharedCircuitBreaker(
            name: "main",
            settings: .init(failures: failures, coolDown: .seconds(30)),
            clock: clock,
            jitter: { 0 },
            logger: .silent
        )
    }

    private static func ask(_ model: GuardedModel, _ request: ModelRequest = .testing()) async throws -> ModelResponse {
        try await model.respond(to: request, into: DiscardingSink())
    }

    private static func fail(_ model: GuardedModel) async -> ModelError.Reason? {
        let error = await #expect(throws: ModelError.self) {
            try await Self.ask(model)
        }
        return error?.reason
    }

    @Test func whatKeepsFailingIsNotAsked() async throws {
        let clock = ManualClock()
        let script = ScriptedModel(.fails(.unavailable), .fails(.truncated), .says("Di nuovo qui."))
        let breaker = Self.breaker(clock)
        let model = GuardedModel(script, breaker: breaker)
        #expect(await Self.fail(model) == .unavailable)
        #expect(await Self.fail(model) == .truncated)
        #expect(await Self.fail(model) == .circuitOpen)
        #expect(script.requests.count == 2)
        clock.advance(by: .seconds(30))
        #expect(try await Self.ask(model).text == "Di nuovo qui.")
        #expect(breaker.status.state == .closed)
    }

    @Test(arguments: [ModelError.Reason.rejected, .unauthorized, .rateLimited])
    func aRefusalIsNoSignOfIllness(_ reason: ModelError.Reason) async throws {
        let breaker = Self.breaker(ManualClock(), failures: 1)
        let model = GuardedModel(ScriptedModel(.fails(reason), .fails(reason)), breaker: breaker)
        #expect(await Self.fail(model) == reason)
        #expect(await Self.fail(model) == reason)
        #expect(breaker.status.state == .closed)
    }

    @Test func aProbesFirstWordIsEnough() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let script = ScriptedModel(.fails(.unavailable), .says("Sono").waits(for: gate), .says("Anch'io."))
        let breaker = Self.breaker(clock, failures: 1)
        let model = GuardedModel(script, breaker: breaker)
        _ = await Self.fail(model)
        clock.advance(by: .seconds(30))
        async let probe = Self.ask(model)
        try await gate.arrived()
        #expect(breaker.status.state == .closed)
        #expect(try await Self.ask(model).text == "Anch'io.")
        gate.open()
        _ = try await probe
    }

    @Test func aProbeThatIsCancelledLetsAnotherTry() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let script = ScriptedModel(.fails(.unavailable), .waits(for: gate), .says("Eccomi."))
        let model = GuardedModel(script, breaker: Self.breaker(clock, failures: 1))
        _ = await Self.fail(model)
        clock.advance(by: .seconds(30))
        let probe = Task { try await Self.ask(model) }
        try await gate.arrived()
        #expect(await Self.fail(model) == .circuitOpen)
        probe.cancel()
        await #expect(throws: CancellationError.self) { try await probe.value }
        #expect(try await Self.ask(model).text == "Eccomi.")
    }

    @Test func aSessionWithManyRequestsDoesNotStarveAnother() async throws {
        let gate = Gate()
        let script = ScriptedModel(.waits(for: gate), .says("1"), .says("2"), .says("3"), .says("4"))
        let limit = ConcurrencyLimit<SessionID?>(1, clock: ManualClock())
        let model = GuardedModel(script, limit: limit)
        let (greedy, modest) = (SessionID(), SessionID())
        let sessions = [greedy, greedy, greedy, greedy, modest]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, session) in sessions.enumerated() {
                group.addTask { _ = try await Self.ask(model, .testing(session: session)) }
                if index == 0 { try await gate.arrived() }
                while limit.waiting < index { await Task.yield() }
            }
            gate.open()
            try await group.waitForAll()
        }
        #expect(script.requests.map(\.session) == [greedy, greedy, modest, greedy, greedy])
    }

    @Test func aPlaceThatComesTooLateIsABusyModel() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let limit = ConcurrencyLimit<SessionID?>(1, clock: clock)
        let model = GuardedModel(ScriptedModel(.waits(for: gate)), limit: limit)
        async let first = Self.ask(model)
        try await gate.arrived()
        let deadline = Deadline(after: .seconds(10), on: clock)
        let second = Task { try await Self.ask(model, .testing(deadline: deadline)) }
        try await clock.sleepers()
        clock.advance(by: .seconds(10))
        let error = await #expect(throws: ModelError.self) { try await second.value }
        #expect(error?.reason == .busy)
        gate.open()
        _ = try await first
    }
}
