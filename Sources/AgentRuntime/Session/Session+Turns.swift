import HTTPTransport
import Logging
import NIOConcurrencyHelpers

extension Session {
    /// Puts the messages that arrived on record, tells their senders, and has their turns run.
    func takeIn() async {
        while true {
            let batch = self.state.withLockedValue { state in
                defer { state.inbox.removeAll() }
                if state.inbox.isEmpty { state.isTakingIn = false }
                return state.inbox
            }
            if batch.isEmpty { return }
            do {
                try await self.store(batch)
            } catch {
                self.services.logger.error(
                    "Messages could not be stored",
                    metadata: ["session": "\(self.id)", "error": "\(error)"]
                )
                let detail = "The message could not be stored. Send it again."
                for message in batch {
                    message.sender.map {
                        self.send(.error(code: .internalError, detail: detail, isRetryable: true), to: $0)
                    }
                }
            }
        }
    }

    /// Tells the senders of what arrived as the service stopped that it was not taken.
    func refuseWhatArrived() {
        let batch = self.state.withLockedValue { state in
            defer {
                state.inbox.removeAll()
                state.isTakingIn = false
            }
            return state.inbox
        }
        let detail = "The service restarts. Send the message again when you are connected anew."
        for message in batch {
            guard let sender = message.sender else { continue }
            self.send(
                .error(code: .serviceStopping, detail: detail, isRetryable: true, messageID: message.id),
                to: sender
            )
        }
    }

    private func store(_ batch: [Message]) async throws {
        let resident = try await self.load()
        var next = resident.transcript.turns.last?.number.rawValue ?? 0
        var turns = resident.turns
        var entries: [Journal.Entry] = []
        var pending = resident.transcript.pendingApproval
        let isAsked = resident.transcript.askedApproval != nil
        var traces: [TurnNumber: TraceContext] = [:]
        for message in batch {
            if let id = message.id, turns[id] != nil { continue }
            let number = TurnNumber(rawValue: next + 1)
            let facts = self.facts(of: message, turn: number, pending: &pending, isAsked: isAsked)
            if facts.isEmpty { continue }
            next += 1
            if let trace = message.trace { traces[number] = trace }
            if let id = message.id { turns[id] = number }
            entries.append(contentsOf: facts.map { .init(turn: number, fact: $0) })
        }
        if !entries.isEmpty { try await resident.journal.append(entries) }
        for message in batch {
            guard let id = message.id, let turn = turns[id], let sender = message.sender else { continue }
            self.send(.accepted(messageID: id, turn: turn), to: sender)
        }
        let begun = entries.filter { if case .userMessage = $0.fact { true } else { false } }
        self.state.withLockedValue { [traces] state in
            state.waiting.append(contentsOf: begun.compactMap(\.turn))
            state.traces.merge(traces) { _, new in new }
        }
        self.resume()
    }

    /// Has the turns run that wait, unless that is under way.
    func resume() {
        let begins = self.state.withLockedValue { state in
            guard !state.waiting.isEmpty, !state.isWorking else { return false }
            state.isWorking = true
            return true
        }
        if begins, !self.services.submit({ await self.work() }) { self.rest() }
    }

    /// Runs the turns that wait, one after the other.
    private func work() async {
        while let turn = self.nextTurn() {
            let hasEnded = await self.run(turn)
            self.state.withLockedValue { state in
                state.running = nil
                state.cancelled.remove(turn)
                state.traces[turn] = nil
                if hasEnded { state.waiting.removeAll { $0 == turn } }
            }
            if !hasEnded { return self.rest() }  // The service stops; the journal knows where to go on.
        }
    }

    private func nextTurn() -> TurnNumber? {
        // What waits as the service stops is on record, for the next start.
        let isDraining = self.services.isDraining
        let next = self.state.withLockedValue { state -> TurnNumber? in
            if state.waiting.isEmpty || isDraining { state.isWorking = false }
            return isDraining ? nil : state.waiting.first
        }
        if next == nil { self.rest() }
        return next
    }

    private func rest() {
        let closing = self.state.withLockedValue { state in
            state.isWorking = false
            defer { state.closing.removeAll() }
            return state.closing
        }
        for continuation in closing { continuation.resume() }
    }

    /// Runs one turn and shows its end.
    /// - Returns: whether it ended; not if the service stops before.
    private func run(_ number: TurnNumber) async -> Bool {
        let watch = self.watch(number)
        let ending: ChatFrame
        let outcome: TurnMeasurements.Outcome
        do {
            let resident = try await self.load()
            self.frames.begin(number, shown: resident.transcript[number]?.shownText ?? "")
            let answer = try await self.answer(number, in: resident, watch)
            outcome = .answered
            let spent = self.state.withLockedValue { $0.resident?.spent[number] }
            ending = .complete(fullResponse: answer, turn: number, usage: spent?.usage)
        } catch let error as AgentError {
            outcome = .failed(error.code)
            ending = await self.fail(number, with: error)
        } catch is CancellationError {
            guard self.state.withLockedValue({ $0.cancelled.contains(number) }) else { return false }
            outcome = .cancelled
            ending = await self.stop(number)
        } catch {
            outcome = .failed(.internalError)
            ending = await self.fail(
                number,
                with: AgentError(
                    .internalError,
                    detail: "The service failed. Try again.",
                    isRetryable: true,
                    cause: error
                )
            )
        }
        self.frames.end(number, with: ending)
        watch.end(outcome)
        return true
    }

    private func watch(_ number: TurnNumber) -> TurnWatch {
        let agent = self.services.agent(self.region)?.name
        return TurnWatch(
            TurnIdentity(session: self.id, number: number, region: self.region, agent: agent),
            for: self.services.observer,
            below: self.state.withLockedValue { $0.traces[number] }
        )
    }

    private func answer(_ number: TurnNumber, in resident: Resident, _ watch: TurnWatch) async throws -> String {
        guard let agent = self.services.agent(self.region) else {
            throw AgentError(
                .regionUnavailable,
                detail: "The region \"\(self.region)\" is not served any more. Create a new session."
            )
        }
        try await self.dropApproval(before: number, in: resident)
        let (current, sessionSpent) = self.state.withLockedValue { ($0.resident ?? resident, $0.progress.spending) }
        let turn = Turn(
            number: number,
            session: self.id,
            user: self.user,
            sessionStart: self.createdAt,
            transcript: current.transcript.through(number),
            deadline: Deadline(after: agent.limits.turn),
            spent: current.spent[number] ?? Spending(),
            sessionSpent: sessionSpent,
            watch: watch
        )
        // Unstructured so that a `cancel` frame can reach this turn alone; ends with the wait below.
        let task = Task {
            try await self.services.withPlace(for: self.holder?.name ?? self.id.rawValue, until: turn.deadline) {
                try await agent.run(turn, into: SessionObserver(frames: self.frames, turn: number)) { facts in
                    try await resident.journal.append(facts.map { $0.ending(at: self.frames) }, turn: number)
                }
            }
        }
        let isCancelled = self.state.withLockedValue { state in
            state.running = (number, task)
            return state.cancelled.contains(number)
        }
        if isCancelled { task.cancel() }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        let answered = self.state.withLockedValue { $0.resident?.transcript[number]?.shownText }
        return answered ?? self.frames.liveText
    }

    private func fail(_ number: TurnNumber, with error: AgentError) async -> ChatFrame {
        self.services.logger.warning(
            "Turn failed",
            metadata: [
                "session": "\(self.id)", "turn": "\(number)", "code": "\(error.code.rawValue)",
                "cause": "\(error.cause.map { "\($0)" } ?? error.detail)",
            ]
        )
        let fact = SessionEvent.TurnFailed(
            code: error.code,
            detail: error.detail,
            partialText: self.unfinishedText(of: number),
            frames: self.frames.positionAtEnd
        )
        await self.record(.turnFailed(fact), number)
        return .error(code: error.code, detail: error.detail, isRetryable: error.isRetryable)
    }

    private func stop(_ number: TurnNumber) async -> ChatFrame {
        let fact = SessionEvent.TurnCancelled(
            partialText: self.unfinishedText(of: number),
            frames: self.frames.positionAtEnd
        )
        await self.record(.turnCancelled(fact), number)
        return .error(code: .cancelled, detail: "The answer was stopped.", isRetryable: false)
    }

    private func record(_ fact: SessionEvent.Fact, _ number: TurnNumber) async {
        do {
            try await self.load().journal.append([fact], turn: number)
        } catch {
            self.services.logger.error(
                "The end of a turn could not be stored",
                metadata: ["session": "\(self.id)", "turn": "\(number)", "error": "\(error)"]
            )
        }
    }

    /// What the live turn has shown beyond the steps on record.
    private func unfinishedText(of number: TurnNumber) -> String {
        let recorded = self.state.withLockedValue { $0.resident?.transcript[number]?.shownText } ?? ""
        let shown = self.frames.liveText
        guard shown.hasPrefix(recorded) else { return shown }
        return String(shown.dropFirst(recorded.count).drop { $0 == "\n" })
    }
}

/// Shows a session's clients what its turn does.
private struct SessionObserver: TurnObserver {
    let frames: FrameLog
    let turn: TurnNumber

    func stepBegan() { self.frames.beginStep(of: self.turn) }
    func text(_ bytes: Span<UInt8>) { self.frames.text(bytes, of: self.turn) }
    func reset() { self.frames.resetStep(of: self.turn) }
    func together(_ body: () -> Void) { self.frames.together(body) }
    func called(_ call: ToolCall, as displayName: String) { self.frames.called(call, as: displayName, of: self.turn) }
    func handedOff(_ handoff: Handoff, by call: ToolCall) { self.frames.handedOff(handoff, by: call, of: self.turn) }
    func approvalRequired(_ approval: SessionEvent.ApprovalRequested, as displayName: String) {
        self.frames.approvalRequired(approval, as: displayName, of: self.turn)
    }
}

extension SessionEvent.Fact {
    /// The fact with the number of the turn's last frame, where it is the one that ends the turn.
    fileprivate func ending(at frames: FrameLog) -> Self {
        guard case .turnCompleted(var completed) = self else { return self }
        completed.frames = frames.positionAtEnd
        return .turnCompleted(completed)
    }
}
