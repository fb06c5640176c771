import Logging

extension Agent {
    /// Has the model put turns in short that no longer fit its context, in at most half the time that is left. Where that
    /// fails they are just left out.
    /// - Throws: `CancellationError`.
    func summarise(_ summary: ContextSummary, of turn: Turn, _ state: inout TurnState) async throws {
        guard let prompt = self.summaryPrompt else { return }
        let fixed = TokenEstimate.tokens(ofMessage: prompt.text.utf8.count)
        let request = ModelRequest(
            system: prompt.text,
            transcript: summary.transcript,
            rendering: self.rendering,
            tools: [],
            deadline: Deadline(after: turn.deadline.remaining / 2),
            session: turn.session
        )
        do {
            let unseen = TurnText(after: "", into: .discarding)
            let (response, took) = try await self.metered(request, of: turn, fixed: fixed, into: unseen, &state)
            state.receive([self.fact(of: response, to: request, fixed: fixed, about: summary, took: took)])
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            self.logger.warning(
                "Turns could not be summarised and are left out",
                metadata: ["session": "\(turn.session)", "turn": "\(turn.number)", "error": "\(error)"]
            )
        }
    }

    private func fact(
        of response: ModelResponse,
        to request: ModelRequest,
        fixed: Int,
        about summary: ContextSummary,
        took duration: Duration
    ) -> SessionEvent.Fact {
        let usage = StepMeter(request, fixed: fixed).usage(of: response)
        let cost = response.price?.cost(of: usage)
        guard !response.text.isBlank else {
            return .modelFailed(self.failure(.empty, usage, cost: cost, took: duration))
        }
        return .contextSummarised(
            .init(
                through: summary.through,
                text: ContextSummary.kept(of: response.text),
                usage: usage,
                cost: cost,
                model: response.model,
                milliseconds: Int(duration.milliseconds)
            )
        )
    }
}
