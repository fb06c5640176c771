import AgentRuntime
import NIOConcurrencyHelpers

/// Runs one turn of an agent and keeps what it records and shows, in order.
final class TurnRecording: TurnObserver {
    enum Entry: Hashable, Sendable {
        case step
        case text(String)
        case reset
        case called(String, as: String)
        case handedOff(String, by: String)
        case recorded([String])
    }

    private struct State {
        var log: [Entry] = []
        var facts: [SessionEvent.Fact] = []
    }

    private let state = NIOLockedValueBox(State())

    var log: [Entry] { self.state.withLockedValue(\.log) }
    var facts: [SessionEvent.Fact] { self.state.withLockedValue(\.facts) }
    var text: String { self.log.reduce(into: "") { if case .text(let text) = $1 { $0 += text } } }

    /// What the tools told the model, by outcome.
    var results: [SessionEvent.ToolReturned] {
        self.facts.compactMap { if case .toolReturned(let returned) = $0 { returned } else { nil } }
    }

    /// The answer on record.
    var answer: String? {
        if case .turnCompleted(let completed)? = self.facts.last { completed.text } else { nil }
    }

    func run(_ agent: Agent, _ turn: Turn = Turn("Quanto costa?")) async throws {
        try await agent.run(turn, into: self) { facts in
            self.state.withLockedValue { state in
                state.facts += facts
                state.log.append(.recorded(facts.map(\.type)))
            }
        }
    }

    func stepBegan() { self.note(.step) }
    func text(_ bytes: Span<UInt8>) {
        self.note(.text(bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }))
    }
    func reset() { self.note(.reset) }
    func called(_ call: ToolCall, as displayName: String) { self.note(.called(call.id.rawValue, as: displayName)) }
    func handedOff(_ handoff: Handoff, by call: ToolCall) {
        self.note(.handedOff(handoff.reason, by: call.id.rawValue))
    }

    private func note(_ entry: Entry) {
        self.state.withLockedValue { $0.log.append(entry) }
    }
}
