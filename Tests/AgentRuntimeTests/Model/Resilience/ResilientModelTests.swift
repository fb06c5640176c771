import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct ResilientModelTests {
    private static func model(
        _ models: ScriptedModel...,
        retry: RetryPolicy = RetryPolicy(attempts: 3, base: .seconds(1)),
        clock: ManualClock = ManualClock(),
        jitter: Double = 0
    ) -> ResilientModel {
        let endpoints = models.map { ResilientModel.Endpoint(name: "the \($0.name)", model: $0, retry: retry) }
        return ResilientModel(
            endpoints[0],
            fallbacks: Array(endpoints.dropFirst()),
            clock: clock,
            jitter: { jitter },
            logger: .silent
        )
    }

    private static func ask(
        _ model: ResilientModel,
        into sink: any DeltaSink = DiscardingSink(),
        deadline: Deadline = Deadline(after: .seconds(120))
    ) async throws -> ModelResponse {
        try await model.respond(to: .testing(deadline: deadline), into: sink)
    }

    @Test func aStepThatFailedIsAskedAgainAndItsCostIsKept() async throws {
        let usage = TokenUsage(input: 90, output: 2)
        let error = ModelError(.truncated, detail: "Cut.", usage: usage)
        let model = ScriptedModel(.says("Un attimo").fails(error), .fails(.unavailable), .says("Ecco."))
        let sink = TurnRecording()
        let response = try await Self.ask(Self.model(model), into: sink)
        #expect(response.text == "Ecco.")
        #expect(response.attempts.map(\.reason) == [.truncated, .unavailable])
        #expect(response.attempts[0].usage == usage)
        #expect(response.attempts[0].partialTextLength == 9)
        #expect(response.attempts[0].endpoint == "the scripted")
        #expect(response.attempts[0].model == "scripted")
        #expect(sink.log == [.text("Un"), .text(" attimo"), .reset, .text("Ecco.")])
    }

    @Test func theLastErrorTellsOfAllAttempts() async throws {
        let model = ScriptedModel(
            .fails(.unreachable),
            .says("Uno").fails(.truncated),
            .says("Due tre").fails(.truncated)
        )
        let sink = TurnRecording()
        let error = await #expect(throws: ModelError.self) { try await Self.ask(Self.model(model), into: sink) }
        #expect(error?.reason == .truncated)
        #expect(error?.partialText == "Due tre")
        #expect(error?.attempts.map(\.reason) == [.unreachable, .truncated, .truncated])
        #expect(error?.detail.contains("Asked 3 times: the scripted unreachable after") == true)
        #expect(sink.log == [.text("Uno"), .reset, .text("Due"), .text(" tre")])
    }

    @Test func waitingTakesTheClocksTime() async throws {
        let clock = ManualClock()
        let model = ScriptedModel(.fails(.unavailable), .fails(.unavailable), .says("Ecco."))
        let resilient = Self.model(model, clock: clock, jitter: 1)
        async let response = Self.ask(resilient)
        try await clock.sleepers(1)
        #expect(model.requests.count == 1)
        clock.advance(by: .seconds(1))
        try await clock.sleepers(2)
        #expect(model.requests.count == 2)
        clock.advance(by: .seconds(2))
        #expect(try await response.text == "Ecco.")
    }

    @Test func cancellingEndsTheWaitAndKeepsTheCount() async throws {
        let clock = ManualClock()
        let model = Self.model(ScriptedModel(.says("Uno").fails(.truncated)), clock: clock, jitter: 1)
        let sink = TurnRecording()
        let task = Task { try await Self.ask(model, into: sink) }
        try await clock.sleepers()
        task.cancel()
        let error = await #expect(throws: ModelError.self) { try await task.value }
        #expect(error?.attempts.map(\.reason) == [.truncated])
        #expect(error?.partialText == "Uno")
        #expect(sink.log == [.text("Uno")])
    }

    @Test func cancellingARepetitionKeepsTheCountOfWhatFailed() async throws {
        let gate = Gate()
        let model = Self.model(ScriptedModel(.fails(.unavailable), .waits(for: gate)))
        let task = Task { try await Self.ask(model) }
        try await gate.arrived()
        task.cancel()
        let error = await #expect(throws: ModelError.self) { try await task.value }
        #expect(error?.attempts.map(\.reason) == [.unavailable])
        #expect(error?.wasCancelled == true)
    }

    @Test func cancellingTheFirstRequestIsJustThat() async throws {
        let gate = Gate()
        let model = Self.model(ScriptedModel(.waits(for: gate)))
        let task = Task { try await Self.ask(model) }
        try await gate.arrived()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func theNextOfAChainAnswersInItsPlace() async throws {
        let first = ScriptedModel([.says("Io").fails(.unauthorized)], name: "first")
        let second = ScriptedModel([.says("Eccomi.")], name: "second")
        let sink = TurnRecording()
        let response = try await Self.ask(Self.model(first, second), into: sink)
        #expect(response.model == "second")
        #expect(response.attempts.map(\.endpoint) == ["the first"])
        #expect(sink.log == [.text("Io"), .reset, .text("Eccomi.")])
    }

    @Test func aRequestThatIsWrongGoesToNobodyElse() async throws {
        let second = ScriptedModel([.says("Eccomi.")], name: "second")
        let model = Self.model(ScriptedModel(.fails(.rejected)), second)
        let error = await #expect(throws: ModelError.self) { try await Self.ask(model) }
        #expect(error?.reason == .rejected)
        #expect(second.requests.isEmpty)
    }

    @Test func aChainThatMayRecoverSaysSo() async throws {
        let first = ScriptedModel([.fails(.unavailable)], name: "first")
        let second = ScriptedModel([.says("No").fails(.unauthorized)], name: "second")
        let error = await #expect(throws: ModelError.self) {
            try await Self.ask(Self.model(first, second, retry: .once))
        }
        #expect(error?.reason == .unavailable)
        #expect(error?.partialText == "No")
        #expect(error?.attempts.map(\.endpoint) == ["the first", "the second"])
    }

    @Test func aLongerWaitThanTheTurnHasEndsAtOnce() async throws {
        let clock = ManualClock()
        let model = ScriptedModel(.fails(ModelError(.rateLimited, detail: "Later.", retryAfter: .seconds(60))))
        let error = await #expect(throws: ModelError.self) {
            try await Self.ask(Self.model(model, clock: clock), deadline: Deadline(after: .seconds(60), on: clock))
        }
        #expect(error?.reason == .rateLimited)
        #expect(error?.detail == "Later.")
        #expect(model.requests.count == 1)
    }
}

extension ModelRequest {
    /// A request in a test.
    static func testing(
        deadline: Deadline = Deadline(after: .seconds(120)),
        session: SessionID? = nil
    ) -> ModelRequest {
        ModelRequest(
            system: "Sei un assistente.",
            transcript: Turn("Ciao").transcript,
            rendering: TranscriptRendering(region: .testing),
            tools: [],
            deadline: deadline,
            session: session
        )
    }
}
