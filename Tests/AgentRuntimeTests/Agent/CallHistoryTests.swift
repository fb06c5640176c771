import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct CallHistoryTests {
    private typealias Answer = (call: ToolCall, outcome: ToolOutcome, result: ToolResult)

    /// A call and what it was told; tools whose name begins with `w` write.
    private static func answer(
        _ tool: String,
        _ arguments: String = "{}",
        _ outcome: ToolOutcome = .succeeded,
        says text: String = "r",
        id: CallID = "c"
    ) -> Answer {
        (ToolCall(id: id, name: tool, arguments: arguments), outcome, ToolResult(text))
    }

    private static func effect(_ tool: String) -> ToolDefinition.Effect? { tool.hasPrefix("w") ? .write : .read }

    /// The idle steps after each of these.
    private static func idleSteps(_ steps: [Answer]...) -> [Int] {
        var history = CallHistory()
        return steps.map { step in
            _ = history.take(step, effect: self.effect)
            return history.idleSteps
        }
    }

    @Test func theSameCallWithTheSameResultTellsNothingNew() {
        let a = Self.answer("a", #"{"x":1,"y":2}"#)
        let same = Self.answer("a", #"{ "y": 2, "x": 1 }"#)
        #expect(Self.idleSteps([a], [same], [a]) == [0, 1, 2])
    }

    @Test func callsInTurnAreACircleToo() {
        let a = Self.answer("a"), b = Self.answer("b")
        #expect(Self.idleSteps([a], [b], [a], [b]) == [0, 0, 1, 2])
    }

    @Test func aPollWhoseResultChangesGoesOn() {
        let polls = (1...20).map { [Self.answer("poll", says: "\($0) %")] }
        var history = CallHistory()
        for poll in polls { _ = history.take(poll, effect: Self.effect) }
        #expect(history.idleSteps == 0)
    }

    @Test func oneNewThingAmongTheKnownIsProgress() {
        let a = Self.answer("a")
        #expect(Self.idleSteps([a], [a], [a, Self.answer("b")], [a]) == [0, 1, 0, 1])
    }

    @Test func otherArgumentsAreAnotherCall() {
        #expect(Self.idleSteps([Self.answer("a", #"{"x":1}"#)], [Self.answer("a", #"{"x":2}"#)]) == [0, 0])
        #expect(Self.idleSteps([Self.answer("a", "")], [Self.answer("a", "{}")]) == [0, 1])
    }

    @Test func invalidCallsAreCountedApart() {
        let wrong = Self.answer("a", "{", .invalidArguments), unknown = Self.answer("z", "{}", .unknownTool)
        var history = CallHistory()
        _ = history.take([wrong, unknown, wrong], effect: Self.effect)
        #expect((history.invalidCalls, history.invalidSteps, history.idleSteps) == (3, 1, 0))
        _ = history.take([wrong, Self.answer("a")], effect: Self.effect)
        #expect((history.invalidCalls, history.invalidSteps, history.idleSteps) == (4, 2, 0))
        _ = history.take([wrong, Self.answer("a")], effect: Self.effect)
        #expect((history.invalidCalls, history.invalidSteps, history.idleSteps) == (5, 3, 1))
    }

    @Test func theCallsThatToldNothingNewAreNamed() {
        var history = CallHistory()
        #expect(history.take([Self.answer("a", id: "c1"), Self.answer("a", id: "c2")], effect: Self.effect).isEmpty)
        #expect(history.take([Self.answer("a", id: "c3")], effect: Self.effect) == ["c3"])
    }

    // MARK: Writes

    /// Which of these steps' calls would run, if each is made alone and with this outcome when it does.
    private static func runs(_ steps: [(tool: String, outcome: ToolOutcome, says: String)]) -> [Bool] {
        var history = CallHistory()
        return steps.map { step in
            let call = ToolCall(id: "c", name: step.tool, arguments: "{}")
            let isRepeated = !history.repeatedWrites(in: [call], effect: self.effect).isEmpty
            let outcome = isRepeated ? .repeated : step.outcome
            _ = history.take([(call, outcome, ToolResult(step.says))], effect: self.effect)
            return !isRepeated
        }
    }

    @Test func aWriteThatTookEffectRunsAgainOnlyAfterTheModelWasToldAndOnlyOnce() {
        let write = (tool: "write", outcome: ToolOutcome.succeeded, says: "fatto")
        #expect(Self.runs([write, write, write, write, write, write]) == [true, false, true, false, false, false])
    }

    @Test(arguments: [ToolOutcome.succeeded, .timedOut, .interrupted])
    func whatWasLearnedInBetweenMakesNoWriteSafeToRepeat(_ outcome: ToolOutcome) {
        #expect(
            Self.runs([("write", outcome, ""), ("read", .succeeded, "new"), ("write", outcome, "")]) == [
                true, true, false,
            ]
        )
    }

    @Test func aWriteThatFailedMayBeTriedAgainOnceSomethingIsKnown() {
        let failed = (tool: "write", outcome: ToolOutcome.failed, says: "scaduto")
        #expect(Self.runs([failed, failed, failed]) == [true, false, true])
        #expect(Self.runs([failed, ("read", .succeeded, "new"), failed]) == [true, true, true])
    }

    @Test func theSameWriteTwiceInOneStepRunsOnce() {
        let calls = ["c1", "c2", "c3"].map { ToolCall(id: $0, name: "write", arguments: #"{"slot":1}"#) }
        #expect(CallHistory().repeatedWrites(in: calls, effect: Self.effect) == ["c2", "c3"])
    }

    @Test func readsAreNeverHeldBack() {
        var history = CallHistory()
        _ = history.take([Self.answer("a")], effect: Self.effect)
        #expect(
            history.repeatedWrites(in: [ToolCall(id: "c", name: "a", arguments: "{}")], effect: Self.effect).isEmpty
        )
    }

    @Test func anInvalidWriteDidNothing() {
        #expect(Self.runs([("write", .invalidArguments, ""), ("write", .succeeded, "")]) == [true, true])
    }
}
