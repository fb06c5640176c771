extension Agent {
    /// Runs one turn to its answer; `record` stores facts before the turn goes on, and must not be cut short by
    /// cancellation.
    /// - Throws: ``AgentError`` when there can be no answer, `CancellationError` when the turn was cancelled, and what
    ///   `record` throws. What had happened by then is on record.
    public func run(
        _ turn: Turn,
        into observer: any TurnObserver,
        record: @escaping @Sendable ([SessionEvent.Fact]) async throws -> Void
    ) async throws {
        var state = TurnState(turn.number, in: turn.transcript, stepCap: self.limits.steps)
        let text = TurnText(after: turn.transcript[turn.number]?.shownText ?? "", into: observer)
        do {
            while true {
                try Task.checkCancellation()
                guard let action = try state.next() else { return }
                switch action {
                case .record(let facts):
                    try await record(facts)
                case .ask(let transcript):
                    let (response, duration) = try await self.step(transcript, of: turn, into: text)
                    // Blank text is no answer and not on record, so it must not stay on show either.
                    if response.calls.isEmpty, !response.text.isEmpty, response.text.isBlank { text.reset() }
                    try state.receive(response, took: duration, promptDigest: self.prompt.digest) {
                        self.tools[$0]?.definition.effect
                    }
                case .call(let calls, let resuming):
                    state.receive(
                        try await self.runner.run(
                            calls,
                            resuming: resuming,
                            of: turn,
                            observer: observer,
                            record: record
                        )
                    )
                }
            }
        } catch {
            if let facts = state.takeUnrecorded() { try await record(facts) }
            throw error
        }
    }

    /// One request to the model.
    private func step(
        _ transcript: Transcript,
        of turn: Turn,
        into text: TurnText
    ) async throws -> (ModelResponse, took: Duration) {
        guard !turn.deadline.hasPassed else {
            throw AgentError(
                .turnTimedOut,
                detail:
                    "The answer took longer than \(self.limits.turn.components.seconds) seconds. Ask for less at once.",
                isRetryable: true
            )
        }
        let request = ModelRequest(
            system: self.prompt.text,
            transcript: transcript,
            rendering: self.rendering,
            tools: self.tools.definitions,
            deadline: turn.deadline,
            session: turn.session
        )
        text.beginStep()
        let start = ContinuousClock.now
        do {
            return (try await self.model.respond(to: request, into: text), ContinuousClock.now - start)
        } catch let error as ModelError {
            try Task.checkCancellation()
            throw AgentError(error)
        }
    }
}
