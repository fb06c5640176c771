import Logging

extension Agent {
    /// Runs one turn to its answer; `record` stores facts before the turn goes on, and must not be cut short by
    /// cancellation.
    /// - Throws: ``AgentError`` when there can be no answer, `CancellationError` when the turn was cancelled, and what
    ///   `record` throws. What had happened by then is on record, if it could be
    ///   stored.
    public func run(
        _ turn: Turn,
        into observer: any TurnObserver,
        record: @escaping @Sendable ([SessionEvent.Fact]) async throws -> Void
    ) async throws {
        var state = TurnState(turn, rules: self.rules)
        let text = TurnText(after: turn.transcript[turn.number]?.shownText ?? "", into: observer)
        do {
            while true {
                // An answer on record is not taken back.
                if !state.isOver { try Task.checkCancellation() }
                guard let action = try state.next() else { return }
                switch action {
                case .record(let facts):
                    try await record(facts)
                case .summarise(let summary):
                    try await self.summarise(summary, of: turn, &state)
                case .ask(let transcript):
                    try await self.ask(transcript, of: turn, into: text, &state)
                case .request(let approval):
                    self.ask(for: approval, into: text, observer)
                case .call(let calls, let repeated, let resuming):
                    state.receive(
                        try await self.runner.run(
                            calls,
                            repeated: repeated,
                            resuming: resuming,
                            of: turn,
                            observer: observer,
                            record: record
                        )
                    )
                }
            }
        } catch {
            await self.keep(state.takeUnrecorded() ?? [], of: turn, record)
            throw error
        }
    }

    /// Stores what a turn without an answer has done, if it can be: why there is no answer matters more.
    private func keep(
        _ facts: [SessionEvent.Fact],
        of turn: Turn,
        _ record: ([SessionEvent.Fact]) async throws -> Void
    ) async {
        guard !facts.isEmpty else { return }
        do {
            try await record(facts)
        } catch {
            self.logger.error(
                "What a turn had done could not be stored",
                metadata: ["session": "\(turn.session)", "turn": "\(turn.number)", "error": "\(error)"]
            )
        }
    }

    /// One step: a request to the model, and what comes of it.
    private func ask(
        _ transcript: Transcript,
        of turn: Turn,
        into text: TurnText,
        _ state: inout TurnState
    ) async throws {
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
        let response: ModelResponse
        let duration: Duration
        do {
            (response, duration) = try await self.metered(
                request,
                of: turn,
                fixed: self.fixedTokens,
                into: text,
                &state
            )
        } catch let error as ModelError {
            try Task.checkCancellation()
            if error.tellsOfLength, state.makeDoWithLess(than: transcript) {
                self.logger.warning(
                    "The model refused a conversation as too long; asking with less. Set its context_tokens",
                    metadata: ["session": "\(turn.session)", "turn": "\(turn.number)", "model": "\(self.model.name)"]
                )
                if text.stepBytes > 0 { text.reset() }
                return
            }
            throw AgentError(error)
        }
        // Blank text is no answer and not on record, so it must not stay on show either.
        if response.calls.isEmpty, !response.text.isEmpty, response.text.isBlank { text.reset() }
        let usage = StepMeter(request, fixed: self.fixedTokens).usage(of: response)
        try state.receive(
            response,
            usage: usage,
            took: duration,
            promptDigest: self.prompt.digest,
            generation: self.generation
        )
    }
}
