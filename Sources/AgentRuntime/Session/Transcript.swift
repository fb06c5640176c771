/// The conversation as the model is told it: a fold of the session's journal, turn by turn.
///
/// A transcript that is invalid cannot be built: a call and its result are one value, so every call has exactly one result,
/// in order, whatever was cancelled, crashed or cut. A call without a result on record answers that it was interrupted.
public struct Transcript: Hashable, Sendable {
    /// One message and everything up to its answer.
    public struct Turn: Hashable, Sendable {
        public let number: TurnNumber
        public let message: String
        /// When the message arrived.
        public let at: Timestamp
        public fileprivate(set) var steps: [Step] = []
        /// What the turn asks the user's yes for.
        public fileprivate(set) var approval: SessionEvent.ApprovalRequested?
        /// The tool whose call the message did not approve, though it was asked for.
        public fileprivate(set) var refusedTool: String?
        /// `nil` while the turn waits or runs.
        public fileprivate(set) var ending: Ending?
    }

    /// One request to the model and what came of it.
    public struct Step: Hashable, Sendable {
        public let text: String
        public fileprivate(set) var calls: [AnsweredCall]
        /// What the provider wants back: ``ModelResponse/extra``.
        public let extra: JSONValue?
        /// Whether the runtime issued the call, by the user's yes.
        public let isIssued: Bool

        fileprivate init(text: String, calls: [AnsweredCall] = [], extra: JSONValue? = nil, isIssued: Bool = false) {
            self.text = text
            self.calls = calls
            self.extra = extra
            self.isIssued = isIssued
        }
    }

    /// A call and its result.
    public struct AnsweredCall: Hashable, Sendable {
        public let call: ToolCall
        /// How the call ended; `nil` while no result is on record.
        public fileprivate(set) var outcome: ToolOutcome?
        fileprivate var recorded: ToolResult?
        /// Whether the call may have run.
        public fileprivate(set) var isBegun = true
        /// The result on record, or else one that says there is none.
        public var result: ToolResult { self.recorded ?? (self.isBegun ? Self.missing : Self.notBegun) }

        static let missing = ToolResult("This call was interrupted. It is not known whether it took effect.")
        static let notBegun = ToolResult("The turn ended before this call began. It did not run.")
    }

    /// How a turn ended.
    public enum Ending: Hashable, Sendable {
        /// With an answer; the text is all that the client was shown.
        case answered(String)
        /// Without; the text is that of the unfinished step.
        case failed(partialText: String)
        /// On request; the text is that of the unfinished step.
        case cancelled(partialText: String)
    }

    /// What a transcript no longer tells that was trimmed to a model's context.
    public struct Omission: Hashable, Sendable {
        /// How many turns are left out, from the first on.
        public let turns: Int
        /// What was said in them, as far as there is a summary.
        public let summary: String?
        /// How many steps of the only turn that is left are left out, from the first on.
        public let steps: Int
    }

    /// What was said up to a turn, in short.
    public struct Summary: Hashable, Sendable {
        /// The last turn it tells of.
        public let through: TurnNumber
        public let text: String
    }

    /// The turns in the order of their numbers.
    public private(set) var turns: [Turn] = []
    /// The summary that reaches furthest.
    public private(set) var summary: Summary?
    /// The call that waits for the user's yes; `nil` while none does.
    public private(set) var pendingApproval: PendingApproval?
    /// What is left out; `nil` while nothing is.
    public private(set) var omission: Omission?

    public init() {}

    /// Folds `events`, in the order of the journal. What belongs to no known turn or call is skipped.
    public init(folding events: some Sequence<SessionEvent>) {
        for event in events { self.apply(event) }
    }

    /// Folds one more event.
    public mutating func apply(_ event: SessionEvent) {
        guard let number = event.turn else { return }
        if case .contextSummarised(let summarised) = event.fact {
            guard summarised.through > self.summary?.through ?? TurnNumber(rawValue: 0) else { return }
            return self.summary = Summary(through: summarised.through, text: summarised.text)
        }
        if case .userMessage(let message) = event.fact {
            guard number > self.turns.last?.number ?? TurnNumber(rawValue: 0) else { return }
            return self.turns.append(Turn(number: number, message: message.text, at: event.at))
        }
        guard let index = self.turns.lastIndex(where: { $0.number == number }), self.turns[index].ending == nil else {
            return
        }
        switch event.fact {
        case .approvalRequested(let request):
            self.pendingApproval = PendingApproval(request: request, turn: number)
        case .approvalAnswered(let answer):
            guard let pending = self.pendingApproval, pending.request.call == answer.call, pending.turn < number else {
                return
            }
            self.pendingApproval = nil
            self.turns[index].take(answer, to: pending, asked: self[pending.turn])
        case .turnFailed, .turnCancelled:
            if self.pendingApproval?.turn == number { self.pendingApproval = nil }
        default: break
        }
        self.turns[index].apply(event.fact)
    }

    /// The transcript without the turns after `number`, which wait for their place.
    public func through(_ number: TurnNumber) -> Transcript {
        var copy = self
        copy.turns.removeAll { $0.number > number }
        return copy
    }

    /// The transcript without its first turns and, where one turn is left, without that one's first steps. What there is of
    /// a summary of the turns takes their place.
    func leavingOut(turns: Int, steps: Int) -> Transcript {
        guard turns > 0 || steps > 0 else { return self }
        var copy = self
        copy.turns.removeFirst(turns)
        if steps > 0, copy.turns.count == 1 { copy.turns[0].steps.removeFirst(steps) }
        let last = turns > 0 ? self.turns[turns - 1].number : TurnNumber(rawValue: 0)
        let summary = self.summary.flatMap { $0.through <= last ? $0.text : nil }
        copy.omission = Omission(turns: turns, summary: summary, steps: steps)
        return copy
    }

    /// The turn called `number`.
    public subscript(number: TurnNumber) -> Turn? {
        self.turns.last { $0.number == number }
    }
}

extension Transcript.Turn {
    fileprivate mutating func apply(_ fact: SessionEvent.Fact) {
        switch fact {
        case .modelResponded(let response):
            guard !response.text.isBlank || !response.calls.isEmpty else { return }
            let known = Set(self.steps.flatMap(\.calls).map(\.call.id))
            var added: Set<CallID> = []
            let calls = response.calls.filter { !known.contains($0.id) && added.insert($0.id).inserted }
            self.steps.append(
                Transcript.Step(text: response.text, calls: calls.map { .init(call: $0) }, extra: response.extra)
            )
        case .toolReturned(let returned):
            for step in self.steps.indices {
                for call in self.steps[step].calls.indices
                where self.steps[step].calls[call].call.id == returned.call
                    && self.steps[step].calls[call].outcome == nil
                {
                    self.steps[step].calls[call].outcome = returned.outcome
                    self.steps[step].calls[call].recorded = returned.result
                }
            }
        case .toolCalled(let called):
            guard let step = self.steps.indices.last else { return }
            for call in self.steps[step].calls.indices where self.steps[step].calls[call].call.id == called.call {
                self.steps[step].calls[call].isBegun = true
            }
        case .approvalRequested(let request): self.approval = request
        case .turnCompleted(let completed):
            if let question = completed.question { self.steps.append(Transcript.Step(text: question)) }
            self.ending = .answered(completed.text)
        case .turnFailed(let failed): self.ending = .failed(partialText: failed.partialText)
        case .turnCancelled(let cancelled): self.ending = .cancelled(partialText: cancelled.partialText)
        case .sessionCreated, .userMessage, .modelFailed, .approvalAnswered, .contextSummarised, .sessionClosed,
            .unknown:
            break
        }
    }

    /// Takes in what the turn's message says to a call that waited: a yes issues it, with a new id and those arguments.
    /// - Parameter asked: the turn that asked.
    fileprivate mutating func take(
        _ answer: SessionEvent.ApprovalAnswered,
        to pending: PendingApproval,
        asked: Transcript.Turn?
    ) {
        guard answer.approved, let id = answer.issued, self.steps.isEmpty else {
            return self.refusedTool = pending.request.tool
        }
        let step = asked?.steps.last { $0.calls.contains { $0.call.id == answer.call } }
        var call = pending.call(as: id)
        call.extra = step?.calls.first { $0.call.id == answer.call }?.call.extra
        let issued = Transcript.AnsweredCall(call: call, isBegun: false)
        self.steps.append(Transcript.Step(text: "", calls: [issued], extra: step?.reissuedExtra, isIssued: true))
    }

    /// The calls that have no result on record.
    public var openCalls: [ToolCall] {
        self.steps.last?.calls.filter { $0.outcome == nil }.map(\.call) ?? []
    }

    /// How many calls the turn has made.
    public var callCount: Int {
        self.steps.reduce(0) { $0 + $1.calls.count }
    }

    /// The text the client has been shown, as far as it is on record: that of the steps, set off by blank lines.
    public var shownText: String {
        let finished = self.steps.map(\.text).filter { !$0.isEmpty }
        return switch self.ending {
        case .answered(let text): text
        case .failed(let partial), .cancelled(let partial):
            (finished + [partial]).filter { !$0.isEmpty }.joined(separator: "\n\n")
        case nil: finished.joined(separator: "\n\n")
        }
    }
}

extension String {
    /// Whether there is nothing in it but white space.
    var isBlank: Bool { self.allSatisfy(\.isWhitespace) }
}
