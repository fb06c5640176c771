extension ModelError.Reason {
    /// Whether it may pass without anybody doing something about it.
    var mayPass: Bool {
        switch self {
        case .unauthorized, .rejected, .contextTooLong: false
        case .unreachable, .timedOut, .rateLimited, .unavailable, .truncated, .protocolViolation, .circuitOpen, .busy:
            true
        }
    }

    /// Whether another endpoint may well answer. Not if the request is wrong: that is for whoever wrote it to see, or too
    /// long: that is for the loop to mend.
    var isOfTheEndpoint: Bool {
        switch self {
        case .rejected, .contextTooLong: false
        case .unreachable, .timedOut, .unauthorized, .rateLimited, .unavailable, .truncated, .protocolViolation,
            .circuitOpen, .busy:
            true
        }
    }

    /// What it says about the endpoint's health.
    var outcome: CircuitBreaker.Outcome {
        switch self {
        case .unreachable, .timedOut, .unavailable, .truncated, .protocolViolation: .failed
        // It answers, if only to refuse.
        case .unauthorized, .rejected, .contextTooLong: .succeeded
        // It answers, but serves nobody; how long to stay away it tells us itself.
        case .rateLimited: .unknown
        // It was not asked.
        case .circuitOpen, .busy: .unknown
        }
    }
}
