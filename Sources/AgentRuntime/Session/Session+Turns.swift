import Logging
import NIOConcurrencyHelpers

extension Session {
    /// Stops a turn: reads at once, writes when they have settled. Repeating it is harmless.
    /// - Parameter turn: which one; if `nil`, the one that runs, or else the one that a message on its way in is about to get.
    ///   One that has ended, or never was, is left alone.
    public func cancel(_ turn: TurnNumber? = nil) {
        self.state.withLockedValue { state in
            if let number = turn ?? state.waiting.first {
                guard state.isOpen(number) else { return }
                state.cancelled.insert(number)
                if state.running?.turn == number { state.running?.task.cancel() }
            } else if !state.inbox.isEmpty {
                state.inbox[0].isCancelled = true
            }
        }
    }

    /// Has the turns run that wait, unless that is under way.
    func resume() {
        let begins = self.state.withLockedValue { $0.beginWork() }
        if begins, !self.services.submit({ await self.work() }) { self.advance { $0.abandonWork() } }
    }

    /// Runs the turns that wait, one after the other.
    private func work() async {
        while let turn = self.advance({ $0.nextTurn(isDraining: self.services.isDraining) }) {
            guard await self.run(turn) else { return self.advance { $0.abandonWork(at: turn) } }
            self.state.withLockedValue { $0.end(turn) }
        }
    }

    /// Runs one turn and shows its end.
    /// - Returns: whether it ended; not if the service stops before.
    private func run(_ number: TurnNumber) async -> Bool {
        let watch = self.watch(number)
        self.frames.begin(number, shown: self.recordedText(of: number))
        let ending: ChatFrame
        let outcome: TurnMeasurements.Outcome
        do {
            let answer = try await self.answer(number, watch)
            outcome = .answered
            let spent = self.state.withLockedValue { $0.resident?.spent[number] }
            ending = .complete(fullResponse: answer, turn: number, usage: spent?.usage)
        } catch let error as AgentError {
            outcome = .failed(error.code)
            ending = await self.fail(number, with: error)
        } catch  where self.isCancelled(number) {
            outcome = .cancelled
            ending = await self.stop(number, after: error)
        } catch is CancellationError where Task.isCancelled {
            return false
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

    private func isCancelled(_ number: TurnNumber) -> Bool {
        self.state.withLockedValue { $0.cancelled.contains(number) }
    }

    private func watch(_ number: TurnNumber) -> TurnWatch {
        let agent = self.services.agent(self.region)?.name
        return TurnWatch(
            TurnIdentity(session: self.id, number: number, region: self.region, agent: agent),
            for: self.services.observer,
            below: self.state.withLockedValue { $0.traces[number] }
        )
    }

    /// - Throws: ``AgentError``, `CancellationError`, ``SessionStoreError``.
    private func answer(_ number: TurnNumber, _ watch: TurnWatch) async throws -> String {
        let resident = try await self.loadSettled()
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
        let task = self.state.withLockedValue { state -> Task<Void, any Error>? in
            guard !state.cancelled.contains(number) else { return nil }
            // Unstructured so that a `cancel` frame can reach this turn alone; ends with the wait below.
            let task = Task {
                try await self.services.withPlace(for: self.queueKey, until: turn.deadline) {
                    try await agent.run(turn, into: SessionObserver(frames: self.frames, turn: number)) { facts in
                        try await resident.journal.append(facts.map { $0.ending(at: self.frames) }, turn: number)
                    }
                }
            }
            state.running = (number, task)
            return task
        }
        guard let task else { throw CancellationError() }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        let answered = self.state.withLockedValue { $0.resident?.transcript[number]?.shownText }
        return answered ?? self.frames.liveText
    }
}
