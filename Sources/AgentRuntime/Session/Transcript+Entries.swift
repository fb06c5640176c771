extension Transcript {
    /// One thing said or done, in the order in which a model reads it.
    public enum Entry: Hashable, Sendable {
        /// What stood here, or after the first message, and is left out.
        case omitted(Omission)
        case user(String, at: Timestamp)
        /// What the model said, and the tools it called in the same breath.
        case assistant(String, calls: [ToolCall])
        case toolResult(ToolResult, id: CallID)
        /// A turn that has no answer, and the text it had got to.
        case unanswered(String, cancelled: Bool)
    }

    /// The whole conversation, call by call.
    public var entries: [Entry] {
        (self.omission.map { [.omitted($0)] } ?? []) + self.turns.flatMap(\.entries)
    }
}

extension Transcript.Turn {
    var entries: [Transcript.Entry] {
        var entries: [Transcript.Entry] = [.user(self.message, at: self.at)]
        for step in self.steps {
            entries.append(.assistant(step.text, calls: step.calls.map(\.call)))
            for answered in step.calls { entries.append(.toolResult(answered.result, id: answered.call.id)) }
        }
        switch self.ending {
        case .failed(let text): entries.append(.unanswered(text, cancelled: false))
        case .cancelled(let text): entries.append(.unanswered(text, cancelled: true))
        case .answered, nil: break
        }
        return entries
    }
}
