import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

@Suite struct UsageBudgetTests {
    private static let price = TokenPrice(input: Cost(rawValue: 1_000_000), output: Cost(rawValue: 1_000_000))
    private static let usage = TokenUsage(input: 90, output: 10)

    private static func model(_ steps: ScriptedStep...) -> ScriptedModel {
        ScriptedModel(steps.map { $0.using(Self.usage) }, price: Self.price)
    }

    @Test(arguments: [UsageBudget(tokens: 200), UsageBudget(cost: Cost(rawValue: 200))])
    func aTurnAsksNoMoreOnceItsBudgetIsUsedUp(_ budget: UsageBudget) async throws {
        let model = Self.model(.calls("a"), .calls("a"), .says("Mai."))
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: model,
            tools: [MockTool("a", returns: 1, 2)],
            limits: AgentLimits(turnBudget: budget)
        )
        let error = await #expect(throws: AgentError.self) { try await recording.run(agent) }
        #expect(error?.code == .budgetExhausted)
        #expect(error?.isRetryable == false)
        #expect(error?.detail.contains(budget.tokens == nil ? "cost" : "200 tokens") == true)
        #expect(model.requests.count == 2)
        #expect(recording.results.count == 2)
    }

    @Test func anAnswerThatUsesUpTheBudgetIsAnAnswer() async throws {
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: Self.model(.says("Eccomi.")),
            limits: AgentLimits(turnBudget: UsageBudget(tokens: 1))
        )
        try await recording.run(agent)
        #expect(recording.answer == "Eccomi.")
    }

    @Test func aModelWithoutAPriceNeverUsesUpACost() async throws {
        let model = ScriptedModel(.calls("a").using(Self.usage), .says("Eccomi."))
        let recording = TurnRecording()
        let limits = AgentLimits(turnBudget: UsageBudget(cost: Cost(rawValue: 1)))
        try await recording.run(.testing(model: model, tools: [MockTool("a", returns: 1)], limits: limits))
        #expect(recording.answer == "Eccomi.")
    }

    @Test func aSessionThatHasUsedUpItsBudgetRefusesTurnsAtOnce() async throws {
        let store = InMemorySessionStore()
        let model = Self.model(.says("Uno."), .says("Mai."))
        let limits = AgentLimits(sessionBudget: UsageBudget(tokens: 100))
        let chat = try await TestConversation(model: model, limits: limits, store: store)
        #expect(try await chat.say("1").text == "Uno.")
        let refused = try await chat.say("2")
        #expect(refused.errorCode == .budgetExhausted)
        #expect(refused.frames.labels == ["typing", "error", "ready"])
        #expect(refused.frames.first { $0.type == "error" }?["retryable"] == false)
        #expect(model.requests.count == 1)
        await chat.stop()

        // A restart forgives nothing, and a larger budget lets the session go on.
        let again = try await TestConversation(model: model, limits: limits, store: store, continuing: chat.session.id)
        #expect(try await again.say("3").errorCode == .budgetExhausted)
        #expect(model.requests.count == 1)
        await again.stop()
        let larger = try await TestConversation(model: model, store: store, continuing: chat.session.id)
        #expect(try await larger.say("4").text == "Mai.")
    }

    @Test func countsBeyondReasonEndNothingButTheBudget() async throws {
        let store = InMemorySessionStore()
        let chunk =
            #"{"choices":[{"delta":{"content":"Ciao."},"finish_reason":"stop"}],"usage":{"#
            + #""prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}}"#
        try await FakeModelServer.withServer(.events([chunk, "[DONE]"])) { server in
            let endpoint = ModelEndpoint(baseURL: server.baseURL, model: "m", price: Self.price)
            let model = OpenAIChatModel(endpoint, http: try HTTPClient())
            let chat = try await TestConversation(model: model, store: store)
            #expect(try await chat.say("1").text == "Ciao.")
            await chat.stop()
            let limits = AgentLimits(sessionBudget: UsageBudget(tokens: 1_000_000_000_000))
            let again = try await TestConversation(
                model: model,
                limits: limits,
                store: store,
                continuing: chat.session.id
            )
            #expect(try await again.say("2").errorCode == .budgetExhausted)
        }
    }

    @Test func aCountStaysWithinReason() throws {
        let json =
            #"{"input_tokens":9223372036854775807,"output_tokens":-5,"cached_input_tokens":-9223372036854775808}"#
        let read = try JSONDecoder().decode(TokenUsage.self, from: Data(json.utf8))
        #expect(read == TokenUsage(input: 1_000_000_000_000, output: 0))
        let sum = (0..<3).reduce(TokenUsage.zero) { sum, _ in sum + read }
        #expect(sum == read)
        #expect(Self.price.cost(of: TokenUsage(input: 10, output: 0, cachedInput: .min)) == Cost(rawValue: 10))
        #expect(TokenUsage(input: 3, output: 0, cachedInput: 5).cachedInput == 3)
    }

    @Test func anInterruptedTurnGoesOnWithWhatIsLeftOfItsBudget() async throws {
        let store = InMemorySessionStore()
        let gate = Gate()
        let limits = AgentLimits(turnBudget: UsageBudget(tokens: 100))
        let first = try await TestConversation(
            model: Self.model(.calls("a"), .says("Mai.")),
            tools: [
                MockTool("a") { _, _ in
                    try await gate.pass()
                    return ToolResult("mai")
                }
            ],
            limits: limits,
            store: store
        )
        try first.session.send(.init("Ciao"))
        try await gate.arrived()
        await first.stop()
        let model = ScriptedModel(.says("Mai."))
        let second = try await TestConversation(
            model: model,
            tools: [MockTool("a", returns: 1)],
            limits: limits,
            store: store,
            continuing: first.session.id
        )
        let frames = try await second.sink.frames(untilNumber: 1, labelled: "ready")
        #expect(frames.last { $0.type == "error" }?["code"] == "budget_exhausted")
        #expect(model.requests.isEmpty)
    }
}
