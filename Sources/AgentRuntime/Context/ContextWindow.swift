/// How much of a conversation a model is told, where it cannot be told all of it.
///
/// What is left out follows from the transcript and the window alone, so that a request can be rebuilt. It is left out in
/// strides: once the conversation no longer fits, the oldest turns go until half the window is free, and then nothing until
/// it is full again. Between two strides a conversation only grows at its end, and a provider's prompt cache keeps hitting.
struct ContextWindow: Hashable, Sendable {
    /// Tokens for the conversation, as ``TokenEstimate`` counts them; `nil` for no limit.
    private(set) var tokens: Int?

    init(tokens: Int?) {
        self.tokens = tokens
    }

    /// What of a model's context is left for the conversation.
    /// - Parameter fixed: the tokens of prompt and tools, and of a summary where one is made.
    init(_ terms: ModelTerms, besides fixed: Int) {
        self.tokens = terms.contextTokens.map { context in
            context - fixed - Self.noteTokens - (terms.answerTokens ?? min(4096, context / 4))
        }
    }

    /// What the note is about what was left out.
    static let noteTokens = 60

    /// The window after a provider has refused a conversation of so many tokens.
    func harder(than refused: Int) -> ContextWindow {
        ContextWindow(tokens: min(self.tokens ?? refused, refused) / 2)
    }

    /// The newest of the conversation: its last turn, and the turns before that as far as they fit. Of a last turn that does
    /// not fit alone, the oldest steps are left out, each with its calls and their results.
    /// - Throws: ``ContextExhausted`` where the last turn's message and newest step do not fit.
    func trimmed(
        _ transcript: Transcript,
        as rendering: TranscriptRendering
    ) throws(ContextExhausted) -> Transcript {
        guard let tokens = self.tokens, let last = transcript.turns.last else { return transcript }
        let firstTurn = Self.firstTurn(of: transcript, within: tokens, as: rendering)
        guard firstTurn == transcript.turns.count - 1 else { return transcript.leavingOut(turns: firstTurn, steps: 0) }
        let message = rendering.tokens(ofMessageOf: last)
        let steps = last.steps.map(rendering.tokens(of:))
        var told = Stride(within: tokens - message)
        for step in steps {
            told.newest += step
            told.makeRoom(among: steps)
            told.close()
        }
        guard message + steps[told.first...].reduce(0, +) <= tokens else { throw ContextExhausted(tokens: tokens) }
        return transcript.leavingOut(turns: firstTurn, steps: told.first)
    }

    /// From which turn on the conversation is told. It is gone through as it grew, from request to request, so that what was
    /// left out then is left out now.
    private static func firstTurn(
        of transcript: Transcript,
        within tokens: Int,
        as rendering: TranscriptRendering
    ) -> Int {
        let sizes = transcript.turns.map(rendering.tokens(of:))
        var told = Stride(within: tokens)
        for (turn, size) in zip(transcript.turns, sizes) {
            told.newest += rendering.tokens(ofMessageOf: turn)
            told.makeRoom(among: sizes)
            // The last step of a turn that has ended led to no more requests.
            for step in turn.steps.dropLast(turn.ending == nil ? 0 : 1) {
                told.newest += rendering.tokens(of: step)
                told.makeRoom(among: sizes)
            }
            told.newest = size
            told.close()
        }
        return told.first
    }
}

/// Parts that come one after the other and must fit: once they do not, the oldest go until the rest fills half the room.
private struct Stride {
    /// The first part that is told.
    private(set) var first = 0
    /// The newest part, as far as it has come.
    var newest = 0
    private let room: Int
    /// The parts from the first on, without the newest.
    private var sum = 0
    private var count = 0

    init(within room: Int) {
        self.room = room
    }

    mutating func makeRoom(among sizes: [Int]) {
        guard self.sum + self.newest > self.room else { return }
        while self.first < self.count, self.sum + self.newest > self.room / 2 {
            self.sum -= sizes[self.first]
            self.first += 1
        }
    }

    /// The newest part is whole, and another one begins.
    mutating func close() {
        self.sum += self.newest
        self.newest = 0
        self.count += 1
    }
}

/// The turn alone is more than the model can take.
struct ContextExhausted: Error, CustomStringConvertible {
    /// About how many tokens there are for the conversation.
    let tokens: Int

    var description: String {
        "The turn's message and its newest step are more than the \(self.tokens) tokens that context_tokens leaves for them."
    }
}
