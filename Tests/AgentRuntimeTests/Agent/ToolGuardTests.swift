import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct ToolGuardTests {
    private static let down = ToolFailure("Il servizio non risponde.", isTransient: true)

    /// Runs a turn in a session of its own, in which the model calls the tool once.
    @discardableResult
    private static func call(_ agent: Agent, deadline: Deadline? = nil) async throws -> SessionEvent.ToolReturned {
        let recording = TurnRecording()
        do {
            try await recording.run(agent, deadline.map { Turn("Ciao", deadline: $0) } ?? Turn("Ciao"))
        } catch let error as AgentError where error.code == .turnTimedOut {
            // What the tool said is on record.
        }
        return try #require(recording.results.first)
    }

    /// A model that calls the tool in each turn's first step.
    private static func model() -> ScriptedModel {
        ScriptedModel((0..<10).flatMap { _ in [ScriptedStep.calls("a"), .says("Ecco.")] })
    }

    // MARK: Breaker

    private static func agent(
        _ tool: MockTool,
        model: ScriptedModel = Self.model(),
        retry: RetryPolicy = .once,
        on clock: ManualClock
    ) throws -> Agent {
        let breaker = CircuitBreaker.Settings(failures: 2, coolDown: .seconds(30))
        return try Agent.testing(
            model: model,
            tools: [tool],
            policies: ["a": ToolPolicy(timeout: .seconds(5), retry: retry, breaker: breaker)],
            clock: clock
        )
    }

    @Test func whatKeepsFailingIsNotCalledInAnySession() async throws {
        let clock = ManualClock()
        let isDown = NIOLockedValueBox(true)
        let tool = MockTool("a") { _, _ in
            if isDown.withLockedValue(\.self) { throw Self.down }
            return ToolResult("52 €")
        }
        let agent = try Self.agent(tool, on: clock)
        #expect(try await Self.call(agent).result.text == Self.down.reason)
        #expect(try await Self.call(agent).result.text == Self.down.reason)
        let refused = try await Self.call(agent)
        #expect(refused.outcome == .failed)
        #expect(refused.result.text == "a is out of order at the moment, and nothing was done.")
        #expect(refused.result.instruction?.contains("Do not call it again in this turn") == true)
        #expect(tool.calls.count == 2)
        // Once it has cooled down, one call tries; while it fails, the rest stay away.
        clock.advance(by: .seconds(36))
        #expect(try await Self.call(agent).result.text == Self.down.reason)
        #expect(try await Self.call(agent).result.text == refused.result.text)
        #expect(tool.calls.count == 3)
        clock.advance(by: .seconds(36))
        isDown.withLockedValue { $0 = false }
        #expect(try await Self.call(agent).outcome == .succeeded)
        #expect(try await Self.call(agent).outcome == .succeeded)
    }

    @Test func aChangeIsLoggedOnce() async throws {
        let log = LoggedLines()
        let breaker = CircuitBreaker.Settings(failures: 2)
        let agent = try Agent.testing(
            model: ScriptedModel(),
            tools: [MockTool("a", fails: Self.down)],
            policies: ["a": ToolPolicy(retry: .once, breaker: breaker)],
            clock: ManualClock(),
            logger: log.logger
        )
        for _ in 1...4 { _ = await agent.invoke("a") }
        let changes = log.lines.filter { $0.contains("Circuit") }
        #expect(changes == ["warning Circuit opened: too many failures in a row circuit=testing/a"])
    }

    @Test func aBreakerThatOpensEndsTheAttempts() async throws {
        let tool = MockTool("a", fails: Self.down)
        let agent = try Self.agent(tool, retry: RetryPolicy(attempts: 9, base: .zero), on: ManualClock())
        #expect(try await Self.call(agent).result.text.contains("out of order"))
        #expect(tool.calls.count == 2)
    }

    @Test func onlyOneCallTriesAtATime() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let answers = Gate(isOpen: true)
        let tool = MockTool("a") { _, _ in
            answers.arrive()
            if answers.arrivals <= 2 { throw Self.down }
            try await gate.pass()
            return ToolResult("52 €")
        }
        let agent = try Self.agent(tool, on: clock)
        try await Self.call(agent)
        try await Self.call(agent)
        clock.advance(by: .seconds(36))
        async let probe = agent.invoke("a")
        try await gate.arrived()
        #expect(await agent.invoke("a").text.contains("out of order"))
        gate.open()
        #expect(await probe.outcome == .succeeded)
        #expect(tool.calls.count == 3)
    }

    @Test func timeOutsCountAndRefusalsDoNot() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let hanging = MockTool("a") { _, _ in
            await gate.passUncancellably()
            return ToolResult("tardi")
        }
        let agent = try Self.agent(hanging, on: clock)
        for count in 1...2 {
            async let returned = Self.call(agent)
            try await gate.arrived(count)
            try await clock.sleepers(count)
            clock.advance(by: .seconds(5))
            #expect(try await returned.outcome == .timedOut)
        }
        #expect(try await Self.call(agent).result.text.contains("out of order"))
        gate.open()
        let refusing = try Self.agent(MockTool("a", fails: ToolFailure("Solo al mattino.")), on: clock)
        for _ in 1...4 { #expect(try await Self.call(refusing).result.text == "Solo al mattino.") }
    }

    @Test func aCallThatHadNoTimeSaysNothingAboutTheTool() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let tool = MockTool("a") { _, _ in
            try await gate.pass()
            return ToolResult("52 €")
        }
        // Each turn is over before its second step.
        let model = ScriptedModel(.calls("a"), .calls("a"), .calls("a"))
        let agent = try Self.agent(tool, model: model, on: clock)
        for count in 1...3 {
            async let returned = Self.call(agent, deadline: Deadline(after: .seconds(2), on: clock))
            try await gate.arrived(count)
            try await clock.sleepers(count)
            clock.advance(by: .seconds(2))
            #expect(try await returned.outcome == .timedOut)
        }
        gate.open()
        #expect(await agent.invoke("a").outcome == .succeeded)
    }

    // MARK: Concurrency

    private static func agent(
        _ effect: ToolDefinition.Effect = .read,
        at gate: Gate,
        on clock: ManualClock
    ) throws -> Agent {
        let tool = MockTool("a", effect: effect) { _, _ in
            try await gate.pass()
            return ToolResult("52 €")
        }
        return try Agent.testing(
            model: Self.model(),
            tools: [tool],
            policies: ["a": ToolPolicy(timeout: .seconds(5), concurrency: 1)],
            clock: clock
        )
    }

    private static func waiting(_ count: Int, in agent: Agent) async {
        while agent.runner.guards["a"]?.limit?.waiting != count { await Task.yield() }
    }

    @Test func soManyCallsAreUnderWayAtATimeOverAllSessions() async throws {
        let gate = Gate()
        let agent = try Self.agent(at: gate, on: ManualClock())
        async let first = agent.invoke("a")
        try await gate.arrived()
        async let second = agent.invoke("a")
        async let third = agent.invoke("a")
        await Self.waiting(2, in: agent)
        #expect(gate.arrivals == 1)
        gate.open()
        #expect(await [first, second, third].map(\.outcome) == [.succeeded, .succeeded, .succeeded])
        #expect(gate.arrivals == 3)
    }

    @Test func whoWaitsTooLongIsToldSo() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let agent = try Self.agent(at: gate, on: clock)
        async let first = agent.invoke("a")
        try await gate.arrived()
        async let second = Self.call(agent, deadline: Deadline(after: .seconds(2), on: clock))
        await Self.waiting(1, in: agent)
        // The limit of the first call, and the second one's wait.
        try await clock.sleepers(2)
        clock.advance(by: .seconds(2))
        let busy = try await second
        #expect(busy.outcome == .failed)
        #expect(busy.result.text == "a has too much to do at the moment, and nothing was done.")
        gate.open()
        #expect(await first.outcome == .succeeded)
        #expect(gate.arrivals == 1)
    }

    @Test func aWriteThatIsCancelledWhileItWaitsIsNotMade() async throws {
        let gate = Gate()
        let agent = try Self.agent(.write, at: gate, on: ManualClock())
        async let first = agent.invoke("a")
        try await gate.arrived()
        let recording = TurnRecording()
        let second = Task { try await recording.run(agent) }
        await Self.waiting(1, in: agent)
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.open()
        #expect(await first.outcome == .succeeded)
        #expect(recording.results.map(\.outcome) == [.cancelled])
        #expect(gate.arrivals == 1)
    }

    @Test func aCallThatIsGivenUpGivesItsPlaceBack() async throws {
        let clock = ManualClock()
        let gate = Gate()
        let hanging = Gate()
        let tool = MockTool("a") { _, _ in
            gate.arrive()
            if gate.arrivals == 1 { await hanging.passUncancellably() }
            return ToolResult("52 €")
        }
        let agent = try Agent.testing(
            model: Self.model(),
            tools: [tool],
            policies: ["a": ToolPolicy(timeout: .seconds(5), concurrency: 1)],
            clock: clock
        )
        async let first = agent.invoke("a")
        try await hanging.arrived()
        try await clock.sleepers()
        clock.advance(by: .seconds(1))
        async let second = agent.invoke("a")
        await Self.waiting(1, in: agent)
        clock.advance(by: .seconds(4))
        #expect(await first.outcome == .timedOut)
        #expect(await second.outcome == .succeeded)
        hanging.open()
    }
}

extension Agent {
    /// Calls a tool in a session of its own, without a model.
    fileprivate func invoke(_ tool: String) async -> ToolInvoker.Answer {
        await ToolInvoker(self).invoke(tool, [:], as: "t1c1", in: SessionID())
    }
}
