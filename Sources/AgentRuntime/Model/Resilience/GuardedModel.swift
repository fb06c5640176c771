/// An endpoint together with what all its users share: so many requests at a time, and none while it is known to fail.
///
/// Made once for each endpoint, whatever number of regions uses it.
public struct GuardedModel: LanguageModel {
    private let model: any LanguageModel
    private let breaker: SharedCircuitBreaker?
    private let limit: ConcurrencyLimit<SessionID?>?

    /// - Parameters:
    ///   - breaker: keeps requests away while the endpoint fails; `nil` to ask it always.
    ///   - limit: how many requests may be under way; the sessions that wait are served in turn. `nil` for any number.
    public init(
        _ model: any LanguageModel,
        breaker: SharedCircuitBreaker? = nil,
        limit: ConcurrencyLimit<SessionID?>? = nil
    ) {
        self.model = model
        self.breaker = breaker
        self.limit = limit
    }

    public var name: String { self.model.name }
    public var provider: String { self.model.provider }
    public var isAvailable: Bool { self.breaker?.isRefusing != true }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        do {
            // Nobody queues for what would not be asked.
            try self.breaker?.check()
            guard let limit else { return try await self.ask(request, sink) }
            return try await limit.withPlace(for: request.session, until: request.deadline) {
                try await self.ask(request, sink)
            }
        } catch let error as SharedCircuitBreaker.OpenError {
            throw ModelError(.circuitOpen, detail: "\(error)", retryAfter: error.remaining)
        } catch let error as ConcurrencyLimit<SessionID?>.Exceeded {
            throw ModelError(
                .busy,
                detail: "\(self.name) was not asked: none of the \(error.limit) requests under way ended in time."
            )
        }
    }

    private func ask(_ request: ModelRequest, _ sink: any DeltaSink) async throws -> ModelResponse {
        guard let breaker else { return try await self.model.respond(to: request, into: sink) }
        let permit = try breaker.admit()
        let sink = permit.isProbe ? ProbeSink(sink: sink, breaker: breaker, permit: permit) : sink
        do {
            let response = try await self.model.respond(to: request, into: sink)
            breaker.record(.succeeded, of: permit)
            return response
        } catch {
            breaker.record((error as? ModelError)?.reason.outcome ?? .unknown, of: permit)
            throw error
        }
    }
}

/// Takes the first text of a probe for a proof of life, so that others need not wait until the answer is complete.
private struct ProbeSink: DeltaSink {
    let sink: any DeltaSink
    let breaker: SharedCircuitBreaker
    let permit: CircuitBreaker.Permit

    func text(_ bytes: Span<UInt8>) {
        self.breaker.record(.succeeded, of: self.permit)
        self.sink.text(bytes)
    }

    func reset() { self.sink.reset() }
    func together(_ body: () -> Void) { self.sink.together(body) }
}
