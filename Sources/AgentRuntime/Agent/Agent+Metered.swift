extension Agent {
    /// Sends a request; what failed on the way, and what it used up, is noted, and told to whoever watches the turn.
    /// - Parameter fixed: about how many tokens of the request are not the conversation.
    /// - Throws: ``ModelError``, `CancellationError`, or what else the model throws.
    func metered(
        _ request: ModelRequest,
        of turn: Turn,
        fixed: Int,
        into text: TurnText,
        _ state: inout TurnState
    ) async throws -> (ModelResponse, took: Duration) {
        let (result, measured) = await turn.watch.measure { try await self.model.respond(to: request, into: text) }
        let meter = StepMeter(request, fixed: fixed)
        func cancelled() -> SessionEvent.ModelFailed {
            let usage = meter.estimate(outputBytes: text.stepBytes)
            return self.failure(.cancelled, usage, cost: self.terms.price?.cost(of: usage), took: measured.duration)
        }
        let failed: [SessionEvent.ModelFailed]
        switch result {
        case .success(let response):
            failed = meter.failures(response.attempts)
        case .failure(let error as ModelError):
            failed =
                meter.failures(error, of: self.model.name, took: measured.duration)
                + (error.wasCancelled ? [cancelled()] : [])
        case .failure(is CancellationError):
            failed = [cancelled()]
        case .failure:
            failed = []
        }
        if !failed.isEmpty { state.receive(failed.map { .modelFailed($0) }) }
        self.tell(of: result, measured, to: request, meter, failed, turn.watch)
        return (try result.get(), measured.duration)
    }

    private func tell(
        of result: Result<ModelResponse, any Error>,
        _ measured: Measured,
        to request: ModelRequest,
        _ meter: StepMeter,
        _ failed: [SessionEvent.ModelFailed],
        _ watch: TurnWatch
    ) {
        let response = try? result.get()
        let usage = response.map(meter.usage(of:))
        watch.ended(
            StepMeasurements(
                turn: watch.turn,
                measured: measured,
                endpoint: response?.endpoint ?? failed.last?.endpoint ?? self.model.name,
                model: self.model.name,
                provider: response?.provider ?? self.model.provider,
                request: request,
                response: response,
                failure: response == nil ? failed.last?.reason ?? .init(rawValue: "error") : nil,
                spending: Spending(usage ?? .zero, cost: usage.flatMap { response?.price?.cost(of: $0) }),
                failed: failed
            )
        )
    }

    /// A request that came to nothing though its provider is not to blame.
    func failure(
        _ reason: SessionEvent.ModelFailed.Reason,
        _ usage: TokenUsage,
        cost: Cost?,
        took duration: Duration
    ) -> SessionEvent.ModelFailed {
        .init(
            reason: reason,
            endpoint: self.model.name,
            model: self.model.name,
            usage: usage,
            cost: cost,
            milliseconds: Int(duration.milliseconds)
        )
    }
}
