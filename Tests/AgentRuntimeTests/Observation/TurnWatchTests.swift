import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite("Watching a turn")
struct TurnWatchTests {
    @Test("counts what is waited for at the same time once")
    func waits() async throws {
        let observer = RecordingObserver()
        let identity = TurnIdentity(
            session: SessionID(),
            number: TurnNumber(rawValue: 1),
            region: Region.testing.id,
            agent: nil
        )
        let watch = TurnWatch(identity, for: observer)
        let gate = Gate()
        let sum = try await withThrowingTaskGroup(of: Duration.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let (_, measured) = await watch.measure { () async throws(Never) -> Void in
                        try? await gate.pass()
                    }
                    return measured.duration
                }
            }
            try await gate.arrived(20)
            gate.open()
            return try await group.reduce(.zero, +)
        }
        watch.end(.answered)
        let turn = try #require(observer.turns.first)
        #expect(turn.waited <= turn.measured.duration)
        #expect(turn.overhead == turn.measured.duration - turn.waited)
        #expect(turn.waited <= sum)
        #expect(turn.waited > .zero)
    }

    @Test("tells of the turn as it ended, and of its calls under the names that the operator gave")
    func turn() async throws {
        let observer = RecordingObserver()
        let agent = try Agent.testing(
            model: .script(.calls("adds"), .calls("invented"), .says("Ecco.")),
            tools: [MockTool("adds", effect: .write, returns: 1)]
        )
        let chat = try await TestConversation(with: agent, observer: observer)
        _ = try await chat.say("Ci sei?")
        try await observer.end.arrived()
        let turn = try #require(observer.turns.first)
        #expect(turn.outcome == .answered)
        #expect(turn.steps == 3)
        #expect(turn.calls == ["adds", "unknown"])
        #expect(turn.turn.session == chat.session.id)
        #expect(turn.turn.agent == "Test Agent")
        #expect(turn.model <= turn.waited)
        #expect(observer.calls.map(\.outcome) == [.succeeded, .unknownTool])
        #expect(observer.calls.map(\.effect) == [.write, nil])
    }

    @Test("tells of a turn that was cancelled, and of the request that came to nothing")
    func cancelled() async throws {
        let observer = RecordingObserver()
        let gate = Gate()
        let agent = try Agent.testing(model: .script(.waits(for: gate).says("Ecco.")))
        let chat = try await TestConversation(with: agent, observer: observer)
        try chat.session.send(.init("Ci sei?"))
        try await gate.arrived()
        chat.session.cancel(TurnNumber(rawValue: 1))
        try await observer.end.arrived()
        #expect(observer.turns.map(\.outcome) == [.cancelled])
        #expect(observer.steps.map(\.failure) == [.cancelled])
    }
}

/// Keeps what it is told.
private final class RecordingObserver: AgentObserver {
    private struct State {
        var turns: [TurnMeasurements] = []
        var steps: [StepMeasurements] = []
        var calls: [CallMeasurements] = []
    }

    private let state = NIOLockedValueBox(State())
    /// Those that have ended come here.
    let end = Gate(isOpen: true)
    var turns: [TurnMeasurements] { self.state.withLockedValue(\.turns) }
    var steps: [StepMeasurements] { self.state.withLockedValue(\.steps) }
    var calls: [CallMeasurements] { self.state.withLockedValue(\.calls) }

    func ended(_ turn: TurnMeasurements) {
        self.state.withLockedValue { $0.turns.append(turn) }
        self.end.arrive()
    }
    func ended(_ step: StepMeasurements) { self.state.withLockedValue { $0.steps.append(step) } }
    func ended(_ call: CallMeasurements) { self.state.withLockedValue { $0.calls.append(call) } }
}
