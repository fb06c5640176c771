/// Where a turn stands: decides what comes next, waits for nothing, and can be tested without waiting.
struct TurnState {
    /// What the loop must do before it asks again.
    enum Action: Equatable {
        /// Store these facts.
        case record([SessionEvent.Fact])
        /// Put turns in short that no longer fit.
        case summarise(ContextSummary)
        /// Ask the model.
        case ask(Transcript)
        /// Run these calls, in order, but for the repeated ones; those being resumed were begun before an interruption.
        case call([ToolCall], repeated: Set<CallID>, resuming: Bool)
        /// Ask the user for a yes, which is the turn's answer.
        case request(SessionEvent.ApprovalRequested)
    }

    enum Phase {
        case asking
        /// The user's yes issues these calls, which have not begun.
        case issuing([ToolCall])
        case calling([ToolCall], resuming: Bool)
        /// What is left is to ask the user for a yes.
        case requesting(SessionEvent.ApprovalRequested)
        case answered(question: String?)
        case over
    }

    private let number: TurnNumber
    let rules: TurnRules
    private var window: ContextWindow
    private var transcript: Transcript
    private var phase: Phase
    private(set) var steps: Int
    private(set) var history = CallHistory()
    /// What the turn has used up.
    private(set) var spent: Spending
    /// What the session has used up.
    private(set) var sessionSpent: Spending
    private var askedAgain = false
    private var askedForLess = false
    private var askedForSummary = false
    /// What happened and is not stored yet.
    private var unrecorded: [SessionEvent.Fact] = []

    /// Takes up a turn where the transcript leaves it: at its beginning, or after an interruption.
    init(_ turn: Turn, rules: TurnRules) {
        self.number = turn.number
        self.rules = rules
        self.window = rules.window
        self.spent = turn.spent
        self.sessionSpent = turn.sessionSpent
        self.transcript = turn.transcript.through(turn.number)
        let running = self.transcript[turn.number]
        self.steps = running?.steps.count { !$0.isIssued } ?? 0
        let open = running?.openCalls ?? []
        self.phase = Self.phase(of: running)
        for step in running?.steps.dropLast(open.isEmpty ? 0 : 1) ?? [] {
            _ = self.history.take(step.answers, effect: rules.effect)
        }
    }

    /// Whether the turn has its answer, and that was handed out to be stored.
    var isOver: Bool { if case .over = self.phase { true } else { false } }

    /// What comes next; `nil` when the turn has its answer on record.
    /// - Throws: ``AgentError`` when there can be no answer.
    mutating func next() throws(AgentError) -> Action? {
        switch self.phase {
        case .asking:
            if let reason = self.reasonToStop { throw reason }
            let asked = try self.trimmed()
            if self.rules.summarises, !self.askedForSummary,
                let summary = ContextSummary(of: asked, in: self.transcript, room: self.window.tokens)
            {
                self.askedForSummary = true
                return .summarise(summary)
            }
            return .ask(asked)
        case .issuing(let calls):
            if let reason = self.reasonToStop { throw reason }
            self.noteBegun(calls)
            self.phase = .calling(calls, resuming: false)
            return try self.next()
        case .requesting(let approval):
            if let facts = self.takeUnrecorded() { return .record(facts) }
            self.phase = .answered(question: approval.question)
            return .request(approval)
        case .calling(let calls, let resuming):
            if !resuming, let facts = self.takeUnrecorded() { return .record(facts) }
            // After an interruption, those of the step that have their results count as well.
            let step = self.transcript[self.number]?.steps.last?.calls.map(\.call) ?? calls
            let repeated = self.history.repeatedWrites(in: step, effect: self.rules.effect)
            return .call(calls, repeated: repeated.intersection(calls.map(\.id)), resuming: resuming)
        case .answered(let question):
            self.phase = .over
            let said = [self.transcript[self.number]?.shownText ?? "", question ?? ""].filter { !$0.isEmpty }
            self.unrecorded.append(
                .turnCompleted(.init(text: said.joined(separator: "\n\n"), question: question))
            )
            return self.takeUnrecorded().map { .record($0) }
        case .over:
            return nil
        }
    }

    /// As much of the conversation as the model can take.
    private func trimmed() throws(AgentError) -> Transcript {
        do {
            return try self.window.trimmed(self.transcript, as: self.rules.rendering)
        } catch {
            throw .contextExhausted(cause: error)
        }
    }

    /// Makes do with less of the conversation, once, after the model's provider has refused it as too long.
    /// - Parameter refused: what was asked.
    /// - Returns: whether less can be asked.
    mutating func makeDoWithLess(than refused: Transcript) -> Bool {
        guard !self.askedForLess else { return false }
        self.askedForLess = true
        self.window = self.window.harder(than: self.rules.rendering.tokens(of: refused))
        return (try? self.trimmed()).map { $0 != refused } ?? false
    }

    /// Takes in a finished step.
    /// - Parameter usage: what it used up, as its provider counted or as it was estimated.
    /// - Throws: ``AgentError`` when it cannot lead to an answer.
    mutating func receive(
        _ response: ModelResponse,
        usage: TokenUsage,
        took duration: Duration,
        promptDigest: String,
        generation: Int? = nil
    ) throws(AgentError) {
        self.steps += 1
        let calls = self.numbered(response.calls)
        self.note(
            .modelResponded(
                .init(
                    text: response.text,
                    calls: calls,
                    finishReason: response.finishReason,
                    usage: usage,
                    cost: response.price?.cost(of: usage),
                    model: response.model,
                    firstTokenMilliseconds: response.timeToFirstToken.map { Int($0.milliseconds) },
                    milliseconds: Int(duration.milliseconds),
                    promptDigest: promptDigest,
                    generation: generation,
                    extra: response.extra
                )
            )
        )
        if !calls.isEmpty {
            let calls = self.hold(calls)
            self.noteBegun(calls)
            self.phase =
                calls.isEmpty ? Self.phase(of: self.transcript[self.number]) : .calling(calls, resuming: false)
        } else if !response.text.isBlank {
            self.phase = response.finishReason == .paused ? .asking : .answered(question: nil)
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

    private mutating func noteBegun(_ calls: [ToolCall]) {
        for call in calls {
            let effect = self.rules.effect(call.name) ?? .read
            self.note(.toolCalled(.init(call: call.id, tool: call.name, effect: effect)))
        }
    }

    /// The calls under ids of ours, which the provider's own are kept beside.
    private func numbered(_ calls: [ToolCall]) -> [ToolCall] {
        let made = self.transcript[self.number]?.callCount ?? 0
        return calls.enumerated().map { index, call in
            var call = call
            if call.providerID == nil, !call.id.rawValue.isEmpty { call.providerID = call.id.rawValue }
            call.id = CallID(turn: self.number, number: made + index + 1)
            return call
        }
    }

    /// Takes in the results of the calls that were to run. `stored` ones are on record already.
    mutating func receive(_ results: [(fact: SessionEvent.ToolReturned, isStored: Bool)]) {
        let returned = Dictionary(results.map { ($0.fact.call, $0.fact) }, uniquingKeysWith: { first, _ in first })
        let step = self.transcript[self.number]?.steps.last?.answers(with: returned) ?? []
        let repeats = self.history.take(step, effect: self.rules.effect)
        for (fact, isStored) in results {
            if isStored {
                self.apply(.toolReturned(fact))
            } else {
                var fact = fact
                if repeats.contains(fact.call), self.history.idleSteps == 1 {
                    fact.result = fact.result.askingForNoMore
                }
                self.note(.toolReturned(fact))
            }
        }
        self.phase = Self.phase(of: self.transcript[self.number])
    }

    /// Takes in what happened beside the conversation: requests that came to nothing, a summary.
    mutating func receive(_ facts: [SessionEvent.Fact]) {
        for fact in facts { self.note(fact) }
    }

    /// What has happened and is not stored, for the record of a turn that ends without an answer.
    mutating func takeUnrecorded() -> [SessionEvent.Fact]? {
        defer { self.unrecorded.removeAll() }
        return self.unrecorded.isEmpty ? nil : self.unrecorded
    }

    mutating func note(_ fact: SessionEvent.Fact) {
        self.unrecorded.append(fact)
        self.spent += Spending(fact)
        self.sessionSpent += Spending(fact)
        self.apply(fact)
    }

    private mutating func apply(_ fact: SessionEvent.Fact) {
        self.transcript.apply(SessionEvent(sequence: .start, at: .init(milliseconds: 0), turn: self.number, fact: fact))
    }
}

extension Transcript.Step {
    /// The calls that have results on record.
    fileprivate var answers: [(call: ToolCall, outcome: ToolOutcome, result: ToolResult)] {
        self.answers(with: [:])
    }

    /// The calls that have results, on record or among `returned`.
    fileprivate func answers(
        with returned: [CallID: SessionEvent.ToolReturned]
    ) -> [(call: ToolCall, outcome: ToolOutcome, result: ToolResult)] {
        self.calls.compactMap { answered in
            let fresh = returned[answered.call.id]
            guard let outcome = fresh?.outcome ?? answered.outcome else { return nil }
            return (answered.call, outcome, fresh?.result ?? answered.result)
        }
    }
}
