public import Logging

/// A model that is asked again when it fails, and replaced by the next of a chain when it keeps failing.
///
/// A step can be asked as often as one likes: its text is withdrawn with ``DeltaSink/reset()``, and its tool calls have not
/// run. All waiting is for this place alone: neither the transport nor a wire asks the same twice, and the request's
/// deadline ends what is under way here.
public struct ResilientModel: LanguageModel {
    /// One of the chain.
    public struct Endpoint: Sendable {
        /// What configuration calls it.
        public let name: String
        public let model: any LanguageModel
        public let retry: RetryPolicy

        public init(name: String, model: any LanguageModel, retry: RetryPolicy = RetryPolicy()) {
            self.name = name
            self.model = model
            self.retry = retry
        }
    }

    private let first: Endpoint
    private let endpoints: [Endpoint]
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double
    private let logsProviderWords: Bool
    private let logger: Logger

    /// - Parameters:
    ///   - first: the endpoint that is asked if it can be.
    ///   - fallbacks: those that are asked in its place, in this order.
    ///   - clock: what the waiting is measured on.
    ///   - jitter: gives random numbers from 0 to 1.
    ///   - logsProviderWords: whether the log gets ``ModelError/quote`` as well, which may repeat what was said.
    public init(
        _ first: Endpoint,
        fallbacks: [Endpoint] = [],
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        logsProviderWords: Bool = false,
        logger: Logger
    ) {
        self.first = first
        self.endpoints = [first] + fallbacks
        self.clock = clock
        self.jitter = jitter
        self.logsProviderWords = logsProviderWords
        self.logger = logger
    }

    public var name: String { self.first.model.name }
    public var provider: String { self.first.model.provider }
    public var isAvailable: Bool { self.endpoints.contains { $0.model.isAvailable } }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        var plan = AttemptPlan(self.endpoints.map(\.retry))
        var failures = StepFailures()
        while true {
            let endpoint = self.endpoints[plan.endpoint]
            let stopwatch = Stopwatch(on: self.clock)
            do {
                var response = try await endpoint.model.respond(to: request, into: sink)
                response.attempts = failures.attempts + response.attempts
                (response.endpoint, response.provider) = (endpoint.name, endpoint.model.provider)
                return response
            } catch let error as ModelError {
                failures.add(error, of: endpoint, took: stopwatch.elapsed)
                let remaining = request.deadline.remaining
                let next =
                    Task.isCancelled ? .giveUp : plan.next(after: error, remaining: remaining, jitter: self.jitter())
                self.tell(error, of: endpoint, next, request)
                switch next {
                case .giveUp:
                    throw failures.error(showing: error.partialText)
                case .again(let wait):
                    guard await self.hasWaited(wait) else { throw failures.error(showing: error.partialText) }
                case .fallback:
                    break
                }
                if !error.partialText.isEmpty { sink.reset() }
            } catch is CancellationError {
                throw failures.error(showing: "", whileAsking: true)
            }
        }
    }

    /// Waits; `false` if the task was cancelled before the time was up.
    private func hasWaited(_ duration: Duration) async -> Bool {
        do {
            if duration > .zero { try await self.clock.sleep(for: duration) }
            return true
        } catch {
            return false
        }
    }

    private func tell(_ error: ModelError, of endpoint: Endpoint, _ next: AttemptPlan.Next, _ request: ModelRequest) {
        let then: String
        switch next {
        case .again(let wait): then = "again in \(wait.milliseconds) ms"
        case .fallback: then = "fallback"
        case .giveUp: then = "given up"
        }
        var metadata: Logger.Metadata = [
            "session": "\(request.session.map { "\($0)" } ?? "none")", "endpoint": "\(endpoint.name)",
            "reason": "\(error.reason.rawValue)", "detail": "\(error.detail)", "next": "\(then)",
        ]
        if self.logsProviderWords, let quote = error.quote { metadata["provider_words"] = "\(quote)" }
        self.logger.log(
            level: error.reason == .circuitOpen ? .debug : .warning,
            "Model request failed",
            metadata: metadata
        )
    }
}
