/// Tells what the requests of a step have used up: as the provider counted or, where it did not, by ``TokenEstimate``.
struct StepMeter {
    private let request: ModelRequest
    /// About how many tokens of the request are not the conversation.
    private let fixed: Int

    init(_ request: ModelRequest, fixed: Int) {
        self.request = request
        self.fixed = fixed
    }

    func usage(of response: ModelResponse) -> TokenUsage {
        if let usage = response.usage { return usage }
        let bytes = response.calls.reduce(response.text.utf8.count) {
            $0 + $1.name.utf8.count + $1.arguments.utf8.count
        }
        return self.estimate(outputBytes: bytes)
    }

    /// The requests behind an error, as facts.
    func failures(_ error: ModelError, of model: String, took duration: Duration) -> [SessionEvent.ModelFailed] {
        self.failures(error.failedAttempts(at: model, of: model, took: duration))
    }

    /// The requests that failed, as facts. A provider that refuses before it begins takes nothing; one that gives up later
    /// may bill all it has read and written, so that is what counts.
    func failures(_ attempts: [FailedAttempt]) -> [SessionEvent.ModelFailed] {
        attempts.map { attempt in
            let usage =
                attempt.usage
                ?? (attempt.mayBeBilled ? self.estimate(outputBytes: attempt.partialTextLength) : nil)
            return .init(
                reason: .init(attempt.reason),
                endpoint: attempt.endpoint,
                model: attempt.model,
                usage: usage,
                cost: usage.flatMap { attempt.price?.cost(of: $0) },
                milliseconds: attempt.milliseconds
            )
        }
    }

    /// What a request has used up that ended when so many bytes of text had come.
    func estimate(outputBytes: Int) -> TokenUsage {
        TokenUsage(
            input: self.fixed + self.request.rendering.tokens(of: self.request.transcript),
            output: TokenEstimate.tokens(ofBytes: outputBytes),
            isEstimated: true
        )
    }
}

extension FailedAttempt {
    /// Whether the provider may have read the request.
    fileprivate var mayBeBilled: Bool {
        switch self.reason {
        case .unreachable, .unauthorized, .rejected, .contextTooLong, .rateLimited, .circuitOpen, .busy: false
        case .unavailable: self.partialTextLength > 0
        case .timedOut, .truncated, .protocolViolation: true
        }
    }
}
