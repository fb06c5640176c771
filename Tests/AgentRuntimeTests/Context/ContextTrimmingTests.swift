import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct ContextTrimmingTests {
    /// Terms that leave so many tokens for the conversation.
    private static func terms(conversation tokens: Int, tools: [any Tool] = []) throws -> ModelTerms {
        let fixed = try Agent.testing(model: .script(), tools: tools).fixedTokens
        return ModelTerms(contextTokens: tokens + fixed + ContextWindow.noteTokens + 10, answerTokens: 10)
    }

    private static let long = String(repeating: "x", count: 300)

    @Test func theModelIsToldTheNewestTurnsAndThatOthersWereLeftOut() async throws {
        let model = ScriptedModel((1...6).map { .says("Risposta \($0).") })
        let chat = try await TestConversation(with: .testing(model: model, terms: Self.terms(conversation: 500)))
        for number in 1...6 { #expect(try await chat.say("\(number) \(Self.long)").text == "Risposta \(number).") }
        let turns = model.requests.map { $0.transcript.turns.map(\.number.rawValue) }
        #expect(turns == [[1], [1, 2], [1, 2, 3], [3, 4], [3, 4, 5], [5, 6]])
        guard case .user(let first)? = model.requests[5].messages.first else {
            Issue.record("The first message is not the user's.")
            return
        }
        #expect(first.hasPrefix("[the 4 earlier messages of the user and their answers are left out]\n["))
        // The journal keeps everything.
        #expect(chat.session.messages.count == 12)
        #expect(try await chat.recording().messages.count == 6)
    }

    @Test func theOldestStepsOfALongTurnAreLeftOutWithTheirResults() async throws {
        let model = ScriptedModel(
            .calls("a", ["n": 1]),
            .calls("a", ["n": 2]),
            .calls("a", ["n": 3]),
            .calls("a", ["n": 4]),
            .says("Ecco.")
        )
        let tool = MockTool("a") { arguments, _ in ToolResult("\(arguments) \(Self.long)") }
        let agent = try Agent.testing(model: model, terms: Self.terms(conversation: 500, tools: [tool]), tools: [tool])
        let recording = TurnRecording()
        try await recording.run(agent)
        let steps = model.requests.map { $0.transcript.turns[0].steps.map { $0.calls[0].call.id.rawValue } }
        #expect(steps.first == [])
        #expect(steps.last?.first != "t1c1")
        #expect(steps.last?.last == "t1c4")
        let last = try #require(model.requests.last)
        let omitted = try #require(last.transcript.omission)
        #expect(omitted.steps == 4 - (steps.last?.count ?? 0))
        guard case .user(let message)? = last.messages.first else {
            Issue.record("The first message is not the user's.")
            return
        }
        #expect(message.hasSuffix("[the first \(omitted.steps) steps of the answer to this are left out]"))
        #expect(recording.answer == "Ecco.")
    }

    @Test func aTurnThatIsTooMuchByItselfFailsAsSuch() async throws {
        let model = ScriptedModel(.calls("a"), .says("Mai."))
        let tool = MockTool("a", returns: .string(String(repeating: "x", count: 10_000)))
        let recording = TurnRecording()
        let agent = try Agent.testing(model: model, terms: Self.terms(conversation: 800, tools: [tool]), tools: [tool])
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == .contextExhausted)
        #expect(error?.isRetryable == false)
        #expect(model.requests.count == 1)
        #expect(recording.results.count == 1)
    }

    @Test func aConversationThatIsRefusedAsTooLongIsAskedAgainWithLess() async throws {
        let model = ScriptedModel(
            .says("1"),
            .says("2"),
            .says("3"),
            .fails(.contextTooLong),
            .calls("a"),
            .says("4")
        )
        let chat = try await TestConversation(model: model, tools: [MockTool("a", returns: 1)])
        for number in 1...3 { _ = try await chat.say("\(number) \(Self.long)") }
        let reply = try await chat.say("4")
        #expect(reply.text == "4")
        #expect(reply.frames.labels == ["typing", "function_called", "chunk", "complete", "ready"])
        // The refused request, the one with less, and the turn's next step, which makes do with less as well.
        #expect(model.requests.dropFirst(3).map { $0.transcript.turns.count } == [4, 2, 2])
        let types = try await chat.events().map(\.fact.type).suffix(6)
        #expect(
            types == [
                "model_failed", "model_responded", "tool_called", "tool_returned", "model_responded", "turn_completed",
            ]
        )
    }

    @Test func lessIsAskedAlsoWhereAFallbackRefused() async throws {
        let first = ScriptedModel((1...5).map { _ in .fails(.unreachable) })
        let second = ScriptedModel(.says("1"), .says("2"), .says("3"), .fails(.contextTooLong), .says("4"))
        let model = ResilientModel(
            .init(name: "first", model: first, retry: .once),
            fallbacks: [.init(name: "second", model: second)],
            logger: .silent
        )
        let chat = try await TestConversation(model: model)
        for number in 1...3 { _ = try await chat.say("\(number) \(Self.long)") }
        #expect(try await chat.say("4").text == "4")
        #expect(second.requests.map(\.transcript.turns.count) == [1, 2, 3, 4, 2])
    }

    @Test func lessIsAskedOnceInATurn() async throws {
        let model = ScriptedModel(
            .says("1"),
            .says("2"),
            .fails(.contextTooLong),
            .fails(.contextTooLong),
            .says("Mai.")
        )
        let chat = try await TestConversation(model: model)
        for number in 1...2 { _ = try await chat.say("\(number) \(Self.long)") }
        #expect(try await chat.say("3").errorCode == .contextExhausted)
        #expect(model.requests.count == 4)
    }

    @Test func whatCannotBeShortenedIsNotAskedAgain() async throws {
        let model = ScriptedModel(.fails(.contextTooLong), .says("Mai."))
        let error = await #expect(throws: AgentError.self) { try await TurnRecording().run(.testing(model: model)) }
        #expect(error?.code == .contextExhausted)
        #expect(model.requests.count == 1)
    }

    @Test(arguments: [
        (
            400, #"{"error":{"message":"Too long.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            true
        ),
        (400, #"{"error":{"message":"This model's maximum context length is 10 tokens.","code":400}}"#, true),
        (400, #"{"object":"error","message":"This model's maximum context length is 10 tokens.","code":400}"#, true),
        (500, #"{"error":{"code":500,"message":"No.","type":"exceed_context_size_error"}}"#, true),
        (400, #"{"error":{"type":"invalid_request_error","message":"prompt is too long: 11 tokens > 10"}}"#, true),
        (429, #"{"error":{"message":"Limit of tokens a minute; reduce the length of the messages."}}"#, false),
        (400, #"{"error":{"message":"The maximum of tools is 128."}}"#, false),
    ])
    func providersTellInTheirOwnWaysThatARequestIsTooLong(_ status: Int, _ body: String, _ isLength: Bool) throws {
        let json = try JSONValue(parsing: body)
        let error = ModelError(providerError: json["error"] ?? json, status: status, retryAfter: nil)
        #expect((error.reason == .contextTooLong) == isLength)
    }
}
