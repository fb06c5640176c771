import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

/// What clients see of a model's failures, over a real wire and a real session.
@Suite struct ResilientConversationTests {
    private static func endpoint(
        _ server: FakeModelServer,
        name: String = "main",
        attempts: Int = 3,
        breaker: SharedCircuitBreaker? = nil
    ) throws -> ResilientModel.Endpoint {
        let model = OpenAIChatModel(.init(baseURL: server.baseURL, model: "\(name)-model"), http: try HTTPClient())
        return .init(
            name: name,
            model: GuardedModel(model, breaker: breaker),
            retry: RetryPolicy(attempts: attempts, base: .zero)
        )
    }

    @Test func aFailureThatPassesIsNoErrorToTheClient() async throws {
        try await FakeModelServer.withServer(.failure(status: 503), .text("Costa 52 €.")) { server in
            let chat = try await TestConversation(model: ResilientModel(Self.endpoint(server), logger: .silent))
            let reply = try await chat.say("Quanto costa?")
            #expect(reply.frames.labels == ["typing", "chunk", "complete", "ready"])
            #expect(reply.text == "Costa 52 €.")
        }
    }

    @Test func aStreamThatIsCutIsWithdrawnAndAskedAgain() async throws {
        let answer = FakeModelReply.text("La visita agonistica costa 52 euro.")
        try await FakeModelServer.withServer(answer.cut(after: 4), answer) { server in
            let chat = try await TestConversation(model: ResilientModel(Self.endpoint(server), logger: .silent))
            let guide = RecordingFrameSink()
            _ = try await chat.session.attach(guide)
            let reply = try await chat.say("Quanto costa?")
            #expect(reply.frames.labels == ["typing", "chunk", "step_reset", "chunk", "complete", "ready"])
            #expect(reply.text == "La visita agonistica costa 52 euro.")
            #expect(reply.chunks.joined() == reply.text)
            let seen = try await guide.frames(untilNumber: 1, labelled: "ready")
            #expect(seen.labels == ["connected", "typing", "chunk", "complete", "ready"])
            #expect(seen.filter { $0.type == "complete" }.map { $0["full_response"]?.string } == [reply.text])
            #expect(seen.filter { $0.type == "chunk" }.count == 9)
        }
    }

    @Test func theProviderIsLeftAloneForAsLongAsItAsks() async throws {
        let limited = FakeModelReply.failure(status: 429, headers: ["Retry-After": "7"])
        try await FakeModelServer.withServer(limited, .text("Eccomi.")) { server in
            let clock = ManualClock()
            let model = ResilientModel(try Self.endpoint(server), clock: clock, logger: .silent)
            let chat = try await TestConversation(model: model)
            async let reply = chat.say("Ciao")
            try await clock.sleepers()
            clock.advance(by: .milliseconds(6999))
            #expect(server.requests.count == 1)
            clock.advance(by: .milliseconds(1))
            #expect(try await reply.text == "Eccomi.")
        }
    }

    @Test func aLongerWaitThanTheTurnHasIsToldAtOnce() async throws {
        let limited = FakeModelReply.failure(status: 429, headers: ["Retry-After": "600"])
        try await FakeModelServer.withServer(limited, .text("Troppo tardi.")) { server in
            let model = ResilientModel(try Self.endpoint(server), clock: ManualClock(), logger: .silent)
            let reply = try await TestConversation(model: model).say("Ciao")
            #expect(reply.errorCode == .modelRateLimited)
            #expect(reply.frames.last { $0.type == "error" }?["retryable"] == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test func theSpareAnswersAndTheFailingOneIsLeftAlone() async throws {
        let down = try await FakeModelServer.running { _ in .failure(status: 503) }
        try await FakeModelServer.withServer(.text("Uno."), .text("Due."), .text("Tre.")) { spare in
            let breaker = SharedCircuitBreaker(
                name: "main",
                settings: .init(failures: 2, coolDown: .seconds(30)),
                clock: ManualClock(),
                logger: .silent
            )
            let model = ResilientModel(
                try Self.endpoint(down, attempts: 1, breaker: breaker),
                fallbacks: [try Self.endpoint(spare, name: "spare")],
                logger: .silent
            )
            let chat = try await TestConversation(model: model)
            var answers: [String] = []
            for _ in 1...3 { answers.append(try await chat.say("Ciao").text) }
            #expect(answers == ["Uno.", "Due.", "Tre."])
            #expect(down.requests.count == 2)
            #expect(breaker.status.state == .open)
        }
        await down.shutdown()
    }

    @Test func whenAllFailTheSessionLivesOn() async throws {
        try await FakeModelServer.withServer(
            .failure(status: 500),
            .failure(status: 502),
            .failure(status: 503),
            .text("Di nuovo qui.")
        ) { server in
            let chat = try await TestConversation(model: ResilientModel(Self.endpoint(server), logger: .silent))
            #expect(try await chat.say("Ciao").errorCode == .modelUnavailable)
            #expect(try await chat.say("E adesso?").text == "Di nuovo qui.")
        }
    }
}
