import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct ContextWindowTests {
    private static let rendering = TranscriptRendering(region: .testing, resultLimits: ["a": 300])

    @Test(arguments: 0..<200)
    func whatIsLeftIsValidAndFitsAndNothingComesBack(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let window = ContextWindow(tokens: Int.random(in: 80...1200, using: &random))
        let tokens = try #require(window.tokens)
        var start = (turn: 0, step: 0)
        for whole in Self.growingTranscripts(&random) {
            let last = try #require(whole.turns.last)
            let least =
                Self.rendering.tokens(ofMessageOf: last) + (last.steps.last.map(Self.rendering.tokens(of:)) ?? 0)
            let trimmed: Transcript
            do {
                trimmed = try window.trimmed(whole, as: Self.rendering)
            } catch {
                #expect(least > tokens)
                start = (last.number.rawValue - 1, 0)
                continue
            }
            TranscriptTests.expectValid(trimmed)
            #expect(Self.rendering.tokens(of: trimmed) <= tokens + ContextWindow.noteTokens)
            // The newest turns are left, the last one whole or with its newest steps.
            let omitted = trimmed.omission ?? .init(turns: 0, summary: nil, steps: 0)
            #expect(trimmed.turns.map(\.number) == whole.turns.dropFirst(omitted.turns).map(\.number))
            #expect(trimmed.turns.dropLast() == whole.turns.dropFirst(omitted.turns).dropLast())
            #expect(trimmed.turns.last?.message == last.message)
            #expect(trimmed.turns.last?.steps == Array(last.steps.dropFirst(omitted.steps)))
            #expect(omitted.steps == 0 || trimmed.turns.count == 1)
            #expect(last.steps.isEmpty || trimmed.turns.last?.steps.isEmpty == false)
            // What was left out stays left out.
            #expect(start <= (omitted.turns, omitted.steps) || omitted.turns > start.turn)
            start = (omitted.turns, omitted.steps)
            #expect(try window.trimmed(whole, as: Self.rendering) == trimmed)
        }
    }

    @Test func withoutALimitNothingIsLeftOut() throws {
        var random = SeededGenerator(seed: 7)
        for whole in Self.growingTranscripts(&random) {
            #expect(try ContextWindow(tokens: nil).trimmed(whole, as: Self.rendering) == whole)
        }
    }

    @Test func turnsAreLeftOutInStrides() throws {
        var transcript = Transcript()
        let message = String(repeating: "a", count: 300)
        var starts: [Int] = []
        for number in 1...100 {
            transcript.apply(Self.event(.userMessage(.init(text: message)), turn: number))
            let size = Self.rendering.tokens(of: transcript.turns[0])
            starts.append(
                try ContextWindow(tokens: 20 * size).trimmed(transcript, as: Self.rendering).omission?.turns ?? 0
            )
            transcript.apply(Self.event(.turnCompleted(.init(text: "")), turn: number))
        }
        // Twenty fit; once they do not, eleven go at once, and the beginning stays where it is for eleven turns.
        #expect(starts.prefix(20).allSatisfy { $0 == 0 })
        #expect(Set(starts) == [0, 11, 22, 33, 44, 55, 66, 77, 88])
    }

    @Test func aHarderWindowIsHalfOfWhatWasRefused() {
        #expect(ContextWindow(tokens: nil).harder(than: 900).tokens == 450)
        #expect(ContextWindow(tokens: 600).harder(than: 900).tokens == 300)
        #expect(ContextWindow(tokens: 1000).harder(than: 900).tokens == 450)
    }

    @Test func promptToolsAndAnswerHaveTheirPlace() {
        let note = ContextWindow.noteTokens
        #expect(ContextWindow(ModelTerms(), besides: 500).tokens == nil)
        #expect(ContextWindow(ModelTerms(contextTokens: 8000), besides: 500).tokens == 8000 - 500 - 2000 - note)
        #expect(ContextWindow(ModelTerms(contextTokens: 100_000), besides: 0).tokens == 100_000 - 4096 - note)
        let answer = ModelTerms(contextTokens: 8000, answerTokens: 1000)
        #expect(ContextWindow(answer, besides: 500).tokens == 6500 - note)
    }

    // MARK: -

    private static func event(_ fact: SessionEvent.Fact, turn: Int) -> SessionEvent {
        SessionEvent(
            sequence: EventSequence(rawValue: 1),
            at: Timestamp(milliseconds: 0),
            turn: TurnNumber(rawValue: turn),
            fact: fact
        )
    }

    /// A conversation each time a model would be asked: turns of several steps, with calls, results and texts of all sizes.
    private static func growingTranscripts(_ random: inout SeededGenerator) -> [Transcript] {
        func text(_ most: Int) -> String {
            String(repeating: "é", count: Int.random(in: 0...most, using: &random))
        }
        var transcript = Transcript()
        var grown: [Transcript] = []
        for turn in 1...Int.random(in: 1...12, using: &random) {
            transcript.apply(Self.event(.userMessage(.init(text: text(60))), turn: turn))
            grown.append(transcript)
            for step in 0..<Int.random(in: 0...4, using: &random) {
                let calls = (0..<Int.random(in: 1...3, using: &random)).map { call in
                    ToolCall(id: CallID(rawValue: "\(turn).\(step).\(call)"), name: "a", arguments: text(20))
                }
                let response = SessionEvent.ModelResponded(
                    text: text(30),
                    calls: calls,
                    model: "m",
                    milliseconds: 0,
                    promptDigest: ""
                )
                transcript.apply(Self.event(.modelResponded(response), turn: turn))
                for call in calls {
                    let result = SessionEvent.ToolReturned(
                        call: call.id,
                        outcome: .succeeded,
                        result: ToolResult(text(400)),
                        milliseconds: 0
                    )
                    transcript.apply(Self.event(.toolReturned(result), turn: turn))
                }
                grown.append(transcript)
            }
            let ending: SessionEvent.Fact =
                switch Int.random(in: 0...3, using: &random) {
                case 0: .turnCancelled(.init(partialText: text(30)))
                case 1: .turnFailed(.init(code: .stuck, detail: "", partialText: text(30)))
                default: .turnCompleted(.init(text: "fine"))
                }
            transcript.apply(Self.event(ending, turn: turn))
        }
        return grown
    }
}
