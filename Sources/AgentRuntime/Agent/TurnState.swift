/// Where a turn stands: decides what comes next, waits for nothing, and can be tested without waiting.
struct TurnState {
    /// What the loop must do before it asks again.
    enum Action: Equatable {
        /// Store these facts.
        case record([SessionEvent.Fact])
        /// Ask the model.
        case ask(Transcript)
        /// Run these calls, in order; those being resumed were begun before an interruption.
        case call([ToolCall], resuming: Bool)
    }

    private enum Phase {
        case asking
        case calling([ToolCall], resuming: Bool)
        case answered
        case over
    }

    private let number: TurnNumber
    private let stepCap: Int
    private var transcript: Transcript
    private var phase: Phase
    private var steps: Int
    private var askedAgain = false
    /// What happened and is not stored yet.
    private var unrecorded: [SessionEvent.Fact] = []

    /// Takes up a turn where the transcript leaves it: at its beginning, or after an interruption.
    init(_ number: TurnNumber, in transcript: Transcript, stepCap: Int) {
        self.number = number
        self.stepCap = stepCap
        self.transcript = transcript.through(number)
        let turn = self.transcript[number]
        self.steps = turn?.steps.count ?? 0
        let open = turn?.openCalls ?? []
        self.phase = open.isEmpty ? .asking : .calling(open, resuming: true)
    }

    /// What comes next; `nil` when the turn has its answer on record.
    /// - Throws: ``AgentError`` when there can be no answer.
    mutating func next() throws(AgentError) -> Action? {
        switch self.phase {
        case .asking:
            guard self.steps < self.stepCap else {
                if let facts = self.takeUnrecorded() { return .record(facts) }
                throw AgentError(
                    .stepCapReached,
                    detail:
                        "The assistant called the model \(self.steps) times without an answer. Ask for less at once."
                )
            }
            return .ask(self.transcript)
        case .calling(let calls, let resuming):
            if !resuming, let facts = self.takeUnrecorded() { return .record(facts) }
            return .call(calls, resuming: resuming)
        case .answered:
            self.phase = .over
            self.unrecorded.append(.turnCompleted(.init(text: self.transcript[self.number]?.shownText ?? "")))
            return self.takeUnrecorded().map { .record($0) }
        case .over:
            return nil
        }
    }

    /// Takes in a finished step.
    /// - Throws: ``AgentError`` when it cannot lead to an answer.
    mutating func receive(
        _ response: ModelResponse,
        took duration: Duration,
        promptDigest: String,
        effect: (String) -> ToolDefinition.Effect?
    ) throws(AgentError) {
        self.steps += 1
        var calls = response.calls
        let made = self.transcript[self.number]?.callCount ?? 0
        for index in calls.indices {
            if calls[index].providerID == nil, !calls[index].id.rawValue.isEmpty {
                calls[index].providerID = calls[index].id.rawValue
            }
            calls[index].id = CallID(turn: self.number, number: made + index + 1)
        }
        self.note(
            .modelResponded(
                .init(
                    text: response.text,
                    calls: calls,
                    finishReason: response.finishReason,
                    usage: response.usage,
                    model: response.model,
                    firstTokenMilliseconds: response.timeToFirstToken.map { Int($0.milliseconds) },
                    milliseconds: Int(duration.milliseconds),
                    promptDigest: promptDigest,
                    extra: response.extra
                )
            )
        )
        if !calls.isEmpty {
            for call in calls {
                self.note(.toolCalled(.init(call: call.id, tool: call.name, effect: effect(call.name) ?? .read)))
            }
            self.phase = .calling(calls, resuming: false)
        } else if !response.text.isBlank {
            self.phase = response.finishReason == .paused ? .asking : .answered
        } else if response.finishReason == .contentFilter {
            throw AgentError(
                .contentFiltered,
                detail: "The language model withheld its answer. Put the question differently."
            )
        } else if self.askedAgain {
            throw AgentError(.emptyResponse, detail: "The language model gave no answer. Try again.", isRetryable: true)
        } else {
            self.askedAgain = true
            self.phase = .asking
        }
    }

    /// Takes in the results of the calls that were to run. `stored` ones are on record already.
    mutating func receive(_ results: [(fact: SessionEvent.ToolReturned, isStored: Bool)]) {
        for result in results {
            if result.isStored {
                self.apply(.toolReturned(result.fact))
            } else {
                self.note(.toolReturned(result.fact))
            }
        }
        self.phase = .asking
    }

    /// What has happened and is not stored, for the record of a turn that ends without an answer.
    mutating func takeUnrecorded() -> [SessionEvent.Fact]? {
        defer { self.unrecorded.removeAll() }
        return self.unrecorded.isEmpty ? nil : self.unrecorded
    }

    private mutating func note(_ fact: SessionEvent.Fact) {
        self.unrecorded.append(fact)
        self.apply(fact)
    }

    private mutating func apply(_ fact: SessionEvent.Fact) {
        self.transcript.apply(SessionEvent(sequence: .start, at: .init(milliseconds: 0), turn: self.number, fact: fact))
    }
}
