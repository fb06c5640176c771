import AgentRuntime
import AgentTesting
import Testing

@Suite struct StepUsageTests {
    private static let price = TokenPrice(input: Cost(rawValue: 2_000_000), output: Cost(rawValue: 8_000_000))

    private static func failures(of recording: TurnRecording) -> [SessionEvent.ModelFailed] {
        recording.facts.compactMap { if case .modelFailed(let failed) = $0 { failed } else { nil } }
    }

    private static func steps(of recording: TurnRecording) -> [SessionEvent.ModelResponded] {
        recording.facts.compactMap { if case .modelResponded(let step) = $0 { step } else { nil } }
    }

    @Test func aStepIsOnRecordWithItsUsageAndCost() async throws {
        let usage = TokenUsage(input: 100, output: 10)
        let recording = TurnRecording()
        try await recording.run(.testing(model: ScriptedModel([.says("Ciao.").using(usage)], price: Self.price)))
        let step = try #require(Self.steps(of: recording).first)
        #expect(step.usage == usage)
        #expect(step.cost == Cost(rawValue: 280))
    }

    @Test func withoutAPriceNoCostIsClaimed() async throws {
        let recording = TurnRecording()
        try await recording.run(.testing(model: .script(.says("Ciao.").using(TokenUsage(input: 1, output: 1)))))
        #expect(Self.steps(of: recording).map(\.cost) == [nil])
    }

    @Test func whatNobodyCountedIsEstimatedAndMarked() async throws {
        let recording = TurnRecording()
        try await recording.run(.testing(model: .script(.says(String(repeating: "a", count: 300)))))
        let usage = try #require(Self.steps(of: recording).first?.usage)
        #expect(usage.isEstimated)
        #expect(usage.output == 100)
        #expect(usage.input > "You are the agent of a test.Quanto costa?".utf8.count / 3)
    }

    @Test func whatAFailedStepUsedUpIsOnRecord() async throws {
        let counted = ModelError(.truncated, detail: "", usage: TokenUsage(input: 50, output: 5))
        let recording = TurnRecording()
        let model = ScriptedModel([.says("Il prezzo").fails(counted)], price: Self.price)
        await #expect(throws: AgentError.self) { try await recording.run(.testing(model: model)) }
        let failed = try #require(Self.failures(of: recording).first)
        #expect(failed.reason == .init(.truncated))
        #expect(failed.usage == TokenUsage(input: 50, output: 5))
        #expect(failed.cost == Cost(rawValue: 140))
    }

    @Test(arguments: [
        (ModelError.Reason.truncated, true), (.timedOut, true), (.protocolViolation, true), (.unavailable, true),
        (.unreachable, false), (.unauthorized, false), (.rejected, false), (.rateLimited, false), (.busy, false),
        (.circuitOpen, false),
    ])
    func aFailureNobodyCountedIsEstimatedUnlessItWasRefused(_ reason: ModelError.Reason, _ counts: Bool) async throws {
        let recording = TurnRecording()
        let model = ScriptedModel([.says("123456789").fails(reason)], price: Self.price)
        await #expect(throws: AgentError.self) { try await recording.run(.testing(model: model)) }
        let failed = try #require(Self.failures(of: recording).first)
        #expect((failed.usage != nil) == counts)
        #expect((failed.cost != nil) == counts)
        if counts {
            #expect(failed.usage?.isEstimated == true)
            #expect(failed.usage?.output == 3)
        }
    }

    @Test func aProviderThatFailedBeforeItSaidAnythingTookNothing() async throws {
        let recording = TurnRecording()
        await #expect(throws: AgentError.self) {
            try await recording.run(.testing(model: .script(.fails(.unavailable))))
        }
        #expect(Self.failures(of: recording).map(\.usage) == [nil])
    }

    @Test func aStepThatWasStoppedIsOnRecord() async throws {
        let gate = Gate()
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: .script(.says("123456").waits(for: gate)),
            terms: ModelTerms(price: Self.price)
        )
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        let failed = try #require(Self.failures(of: recording).first)
        #expect(failed.reason == .cancelled)
        let usage = try #require(failed.usage)
        #expect(usage.isEstimated && usage.output == 2)
        #expect(failed.cost == Self.price.cost(of: usage))
    }

    @Test func aRepetitionThatWasStoppedCountsBesideWhatFailed() async throws {
        let gate = Gate()
        let recording = TurnRecording()
        let script = ScriptedModel(.says("Uno").fails(.truncated), .says("123456").waits(for: gate))
        let model = ResilientModel(
            .init(name: "first", model: script, retry: RetryPolicy(attempts: 2, base: .zero)),
            logger: .silent
        )
        let agent = try Agent.testing(model: model)
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        let failed = Self.failures(of: recording)
        #expect(failed.map(\.reason) == [.init(.truncated), .cancelled])
        #expect(failed.map(\.usage?.output) == [1, 2])
    }

    @Test func withdrawnTextOfAStoppedStepDoesNotCount() async throws {
        let gate = Gate()
        let recording = TurnRecording()
        let agent = try Agent.testing(model: .script(.says("123456").startsOver().says("123").waits(for: gate)))
        let run = Task { try await recording.run(agent) }
        try await gate.arrived()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(Self.failures(of: recording).map(\.usage?.output) == [1])
    }

    /// Answers at the second attempt, as a model does that tries again by itself.
    private struct SecondTry: LanguageModel {
        let attempts: [FailedAttempt]
        let fails: Bool
        var name: String { "second-try" }

        func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
            if self.fails { throw ModelError(.unavailable, detail: "No.", attempts: self.attempts) }
            sink.text(Array("Eccomi.".utf8).span)
            return ModelResponse(text: "Eccomi.", usage: .zero, model: self.name, attempts: self.attempts)
        }
    }

    @Test(arguments: [true, false])
    func attemptsBeforeTheLastAreOnRecordToo(_ fails: Bool) async throws {
        let attempts = [
            FailedAttempt(
                endpoint: "first",
                model: "big",
                reason: .truncated,
                usage: TokenUsage(input: 7, output: 1),
                price: Self.price,
                milliseconds: 3
            ),
            FailedAttempt(endpoint: "second", model: "small", reason: .rateLimited, milliseconds: 1),
        ]
        let recording = TurnRecording()
        let agent = try Agent.testing(model: SecondTry(attempts: attempts, fails: fails))
        if fails {
            await #expect(throws: AgentError.self) { try await recording.run(agent) }
        } else {
            try await recording.run(agent)
            #expect(recording.facts.map(\.type).last == "turn_completed")
        }
        let failed = Self.failures(of: recording)
        #expect(failed.map(\.endpoint) == ["first", "second"])
        #expect(failed.map(\.model) == ["big", "small"])
        #expect(failed.map(\.cost) == [Cost(rawValue: 22), nil])
        #expect(failed.map(\.usage) == [TokenUsage(input: 7, output: 1), nil])
    }

    @Test func aSessionCountsItsFailuresToo() async throws {
        let model = ScriptedModel(
            [
                .says("Ec").fails(ModelError(.truncated, detail: "", usage: TokenUsage(input: 10, output: 1))),
                .says("Eccomi.").using(TokenUsage(input: 20, output: 2, cachedInput: 5)),
            ],
            price: Self.price
        )
        let chat = try await TestConversation(model: model)
        _ = try await chat.say("Ciao")
        let reply = try await chat.say("Ci sei?")
        #expect(chat.session.progress.usage == TokenUsage(input: 30, output: 3, cachedInput: 5))
        #expect(chat.session.progress.cost == Cost(rawValue: 84))
        #expect(try await chat.store.session(chat.session.id)?.progress == chat.session.progress)
        // What is told with an answer is its own.
        let complete = reply.frames.first { $0.type == "complete" }
        #expect(complete?["usage"] == ["input_tokens": 20, "output_tokens": 2, "cached_input_tokens": 5])
        // What failed is no part of the conversation.
        #expect(model.requests[1].transcript.turns[0].steps.isEmpty)
    }
}
