/// Turns that no longer fit a model's context, to be put in short.
struct ContextSummary: Equatable {
    /// The last turn it is to tell of.
    let through: TurnNumber
    /// The summary of the turns before these; `nil` where there is none.
    let earlier: String?
    let turns: [Transcript.Turn]
    /// About how many tokens the model can read of them; `nil` where nobody knows.
    let room: Int?

    /// What the text of a summary may take of the context.
    static let tokens = 500

    /// The turns that `asked` leaves out and no summary tells of; `nil` if there are none.
    init?(of asked: Transcript, in whole: Transcript, room: Int?) {
        let omitted = whole.turns.prefix(asked.omission?.turns ?? 0)
        guard let through = omitted.last?.number else { return nil }
        let told = whole.summary.flatMap { $0.through <= through ? $0 : nil }
        let turns = omitted.filter { $0.number > told?.through ?? TurnNumber(rawValue: 0) }
        guard !turns.isEmpty else { return nil }
        self.through = through
        self.earlier = told?.text
        self.turns = Array(turns)
        self.room = room
    }

    /// The request for the summary: the turns as one message, so that a model that is given no tools meets no calls. Of more
    /// than the model can read, the newest counts.
    var transcript: Transcript {
        var text = (self.earlier.map { ["summary so far: \($0)"] } ?? []).joined()
        for turn in self.turns { text += (text.isEmpty ? "" : "\n\n") + Self.lines(of: turn) }
        if let room { text = text.suffix(bytes: max(0, room) * 3) }
        let data = text.replacing("</conversation", with: "<\\/conversation")
        return Transcript(folding: [
            SessionEvent(
                sequence: EventSequence.start.next,
                at: self.turns.last?.at ?? Timestamp(milliseconds: 0),
                turn: self.through,
                fact: .userMessage(.init(text: "<conversation>\n\(data)\n</conversation>"))
            )
        ])
    }

    private static func lines(of turn: Transcript.Turn) -> String {
        var lines = ["user: \(turn.message)"]
        for step in turn.steps {
            if !step.text.isEmpty { lines.append("assistant: \(step.text)") }
            for answered in step.calls {
                let result = answered.result.text.prefix(bytes: 2000)
                lines.append("\(answered.call.name) \(answered.call.arguments): \(result)")
            }
        }
        if case .failed(let text)? = turn.ending { lines.append("assistant: \(text) [no answer]") }
        if case .cancelled(let text)? = turn.ending { lines.append("assistant: \(text) [stopped by the user]") }
        return lines.joined(separator: "\n")
    }

    /// What is kept of a summary.
    static func kept(of text: String) -> String {
        text.prefix(bytes: Self.tokens * 3)
    }
}

extension String {
    /// The longest beginning of at most so many bytes in UTF-8.
    func prefix(bytes count: Int) -> String {
        guard self.utf8.count > count else { return self }
        var end = self.utf8.index(self.startIndex, offsetBy: count)
        while end.samePosition(in: self.unicodeScalars) == nil { end = self.utf8.index(before: end) }
        return String(self[..<end])
    }

    /// The longest end of at most so many bytes in UTF-8.
    func suffix(bytes count: Int) -> String {
        guard self.utf8.count > count else { return self }
        var start = self.utf8.index(self.endIndex, offsetBy: -count)
        while start < self.endIndex, start.samePosition(in: self.unicodeScalars) == nil {
            start = self.utf8.index(after: start)
        }
        return String(self[start...])
    }
}
