/// How many tokens a text is where nobody has counted them: a guess from its bytes in UTF-8, the same every time.
///
/// One token for three bytes. Common tokenizers take 3.5 to 4.5 bytes of Italian or English for a token, about 3 of JSON
/// and of Chinese: for a conversation it errs upwards, which is the safe side of a limit.
public enum TokenEstimate {
    /// The tokens of a text of so many bytes.
    public static func tokens(ofBytes count: Int) -> Int { (count + 2) / 3 }

    /// What a message is beside its text: its role, its bounds.
    static let perMessage = 6

    /// The tokens of one message of so many bytes.
    static func tokens(ofMessage bytes: Int) -> Int { self.perMessage + self.tokens(ofBytes: bytes) }
}

extension TranscriptRendering {
    /// About how many tokens the whole conversation is, as a model reads it.
    func tokens(of transcript: Transcript) -> Int {
        transcript.turns.reduce(transcript.omission.map(self.tokens(of:)) ?? 0) { $0 + self.tokens(of: $1) }
    }

    /// About how many tokens a turn is.
    func tokens(of turn: Transcript.Turn) -> Int {
        let steps = turn.steps.reduce(0) { $0 + self.tokens(of: $1) }
        let ending =
            switch turn.ending {
            case .failed(let text), .cancelled(let text): TokenEstimate.tokens(ofMessage: text.utf8.count + 40)
            case .answered, nil: 0
            }
        return self.tokens(ofMessageOf: turn) + steps + ending
    }

    /// About how many tokens the message is that a turn answers.
    func tokens(ofMessageOf turn: Transcript.Turn) -> Int {
        TokenEstimate.tokens(
            ofMessage: turn.message.utf8.count + 40 + (turn.refusedTool.map { $0.utf8.count + 60 } ?? 0)
        )
    }

    /// About how many tokens a step is, with the results of its calls.
    func tokens(of step: Transcript.Step) -> Int {
        step.calls.reduce(TokenEstimate.tokens(ofMessage: step.text.utf8.count)) { tokens, answered in
            let call = answered.call
            let result = min(answered.result.text.utf8.count, self.resultLimit(of: call.name))
            let written = call.name.utf8.count + call.arguments.utf8.count
            return tokens + TokenEstimate.tokens(ofMessage: written)
                + TokenEstimate.tokens(ofMessage: result + (answered.result.instruction?.utf8.count ?? 0) + 60)
        }
    }

    private func tokens(of omission: Transcript.Omission) -> Int {
        ContextWindow.noteTokens + TokenEstimate.tokens(ofBytes: omission.summary?.utf8.count ?? 0)
    }
}

extension ToolDefinition {
    /// About how many tokens a model reads to know the tool.
    var tokens: Int {
        TokenEstimate.tokens(
            ofMessage: self.name.utf8.count + self.toldDescription.utf8.count + self.parameters.json.encoded.count + 60
        )
    }
}
