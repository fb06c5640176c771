import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct ToolRetryTests {
    private static let down = ToolFailure("Il servizio non risponde.", isTransient: true)
    /// With more time than a machine that runs all tests at once needs.
    private static let atOnce = ToolPolicy(timeout: .seconds(100), retry: RetryPolicy(attempts: 3, base: .zero))

    private struct Broken: Error {}

    /// What may pass, what will not, and what a write may have been cut off by.
    private static let passing: [any Error] = [
        Self.down, HTTPTransportError.cannotConnect("back.example"), HTTPTransportError.timedOut(.firstByte),
    ]
    private static let lasting: [any Error] = [
        ToolFailure("Solo al mattino."), Broken(), HTTPTransportError.forbiddenAddress("10.0.0.1"),
    ]
    private static let unknown: [any Error] = [Self.down, HTTPTransportError.truncated]

    /// A tool whose first calls fail.
    private static func tool(
        _ effect: ToolDefinition.Effect = .read,
        failing: [any Error],
        outcome: (@Sendable (IdempotencyKey) async throws -> ToolResult?)? = nil
    ) -> MockTool {
        let gate = Gate(isOpen: true)
        return MockTool("a", effect: effect, outcome: outcome) { _, _ in
            gate.arrive()
            guard gate.arrivals > failing.count else { throw failing[gate.arrivals - 1] }
            return ToolResult("52 €")
        }
    }

    private static func run(_ tool: MockTool, _ policy: ToolPolicy = Self.atOnce) async throws -> TurnRecording {
        let recording = TurnRecording()
        try await recording.run(
            .testing(model: .script(.calls("a"), .says("Ecco.")), tools: [tool], policies: ["a": policy])
        )
        return recording
    }

    @Test(arguments: Self.passing)
    func aReadThatFailsForAMomentIsCalledAgain(_ error: any Error) async throws {
        let tool = Self.tool(failing: [error, error])
        let recording = try await Self.run(tool)
        #expect(tool.calls.count == 3)
        #expect(recording.results.map(\.outcome) == [.succeeded])
        #expect(recording.results.map(\.result.text) == ["52 €"])
        // However often it is tried, it is one call to whoever watches.
        #expect(recording.log.count { $0 == .called("t1c1", as: "a") } == 1)
        #expect(recording.facts.map(\.type).filter { $0 == "tool_called" }.count == 1)
    }

    @Test func attemptsAreCounted() async throws {
        let tool = Self.tool(failing: [Self.down, Self.down, ToolFailure("Ancora niente.", isTransient: true)])
        let recording = try await Self.run(tool)
        #expect(tool.calls.count == 3)
        #expect(recording.results.map(\.outcome) == [.failed])
        #expect(recording.results.map(\.result.text) == ["Ancora niente."])
        let once = Self.tool(failing: [Self.down])
        #expect(try await Self.run(once, ToolPolicy(retry: .once)).results.map(\.outcome) == [.failed])
        #expect(once.calls.count == 1)
    }

    @Test(arguments: Self.lasting)
    func whatWillNotPassIsNotTriedAgain(_ error: any Error) async throws {
        let tool = Self.tool(failing: [error])
        #expect(try await Self.run(tool).results.map(\.outcome) == [.failed])
        #expect(tool.calls.count == 1)
    }

    // MARK: Writes

    @Test func aWriteThatCertainlyDidNotHappenIsMadeAgainUnderItsKey() async throws {
        let tool = Self.tool(.write, failing: [Self.down, Self.down], outcome: { _ in nil })
        let recording = try await Self.run(tool)
        #expect(recording.results.map(\.outcome) == [.succeeded])
        #expect(tool.calls.count == 3)
        #expect(Set(tool.calls.map(\.idempotencyKey)).count == 1)
    }

    @Test func aWriteThatHappenedThoughItFailedHasItsResult() async throws {
        let tool = Self.tool(.write, failing: [Self.down], outcome: { _ in ToolResult("prenotato") })
        let recording = try await Self.run(tool)
        #expect(recording.results.map(\.outcome) == [.succeeded])
        #expect(recording.results.map(\.result.text) == ["prenotato"])
        #expect(tool.calls.count == 1)
    }

    @Test(arguments: Self.unknown)
    func aWriteThatMayHaveHappenedIsNeverMadeAgain(_ error: any Error) async throws {
        let tool = Self.tool(.write, failing: [error])
        let recording = try await Self.run(tool)
        #expect(recording.results.map(\.outcome) == [.failed])
        #expect(recording.results.first?.result.text.hasSuffix("It is not known whether it took effect.") == true)
        #expect(tool.calls.count == 1)
    }

    @Test func aWriteThatDidNothingIsMadeAgainWithoutLookingItUp() async throws {
        let away = ToolFailure("Nessuno risponde.", isTransient: true, didNothing: true)
        let tool = Self.tool(.write, failing: [away, away])
        let recording = try await Self.run(tool)
        #expect(recording.results.map(\.outcome) == [.succeeded])
        #expect(tool.calls.count == 3)
        #expect(Set(tool.calls.map(\.idempotencyKey)).count == 1)
        let gone = try await Self.run(Self.tool(.write, failing: [away, away, away]))
        #expect(gone.results.map(\.result.text) == ["Nessuno risponde."])
    }

    // MARK: Time

    private static func attempts(_ tool: MockTool, _ policy: RetryPolicy, on clock: ManualClock) throws -> ToolAttempts
    {
        ToolAttempts(
            tool: RegisteredTool(tool, policy: ToolPolicy(retry: policy)),
            arguments: [:],
            context: try .testing(budget: .seconds(10)),
            shared: nil,
            deadline: Deadline(after: .seconds(10), on: clock),
            clock: clock,
            jitter: { 1 }
        )
    }

    @Test func waitsGrowAndWhatIsLeftOfTheTimeIsTold() async throws {
        let clock = ManualClock()
        let calls = Gate(isOpen: true)
        let budgets = NIOLockedValueBox<[Duration]>([])
        let tool = MockTool("a") { _, context in
            budgets.withLockedValue { $0.append(context.budget) }
            calls.arrive()
            throw Self.down
        }
        let policy = RetryPolicy(attempts: 3, base: .seconds(1), cap: .seconds(8))
        let attempts = try Self.attempts(tool, policy, on: clock)
        let result = Task { try await attempts.result(resuming: false) }
        for (attempt, wait) in [(1, 1), (2, 2)] {
            // The limit of each attempt, and the wait after it.
            try await clock.sleepers(attempt * 2)
            #expect(calls.arrivals == attempt)
            clock.advance(by: .seconds(wait))
        }
        await #expect(throws: Self.down) { try await result.value }
        #expect(budgets.withLockedValue(\.self) == [.seconds(10), .seconds(9), .seconds(7)])
    }

    @Test func nobodyWaitsLongerThanTheCallMayTake() async throws {
        let tool = Self.tool(failing: [Self.down])
        let policy = RetryPolicy(attempts: 3, base: .seconds(10), cap: .seconds(10))
        let attempts = try Self.attempts(tool, policy, on: ManualClock())
        await #expect(throws: Self.down) { try await attempts.result(resuming: false) }
        #expect(tool.calls.count == 1)
    }

    @Test(arguments: [ToolDefinition.Effect.read, .write])
    func cancellingEndsTheWait(_ effect: ToolDefinition.Effect) async throws {
        let clock = ManualClock()
        let tool = Self.tool(effect, failing: [Self.down], outcome: { _ in nil })
        let recording = TurnRecording()
        let agent = try Agent.testing(
            model: .script(.calls("a")),
            tools: [tool],
            policies: ["a": ToolPolicy(retry: RetryPolicy(attempts: 2, base: .seconds(5)))],
            clock: clock
        )
        let run = Task { try await recording.run(agent) }
        // The limits of the call and, for a write, of the look after it; then the wait.
        try await clock.sleepers(effect == .write ? 3 : 2)
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(tool.calls.count == 1)
        #expect(recording.results.map(\.outcome) == [.cancelled])
    }
}
