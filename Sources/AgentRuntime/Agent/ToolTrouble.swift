import HTTPTransport

/// What the failure of a call says about its tool.
enum ToolTrouble: Hashable, Sendable {
    /// It fails for a moment: the same call may succeed a moment later.
    case passing
    /// It answers, if only to refuse.
    case refused
    /// Nothing: the call was cancelled, or something broke that is not of the tool's health.
    case other

    init(_ error: any Error) {
        switch error {
        case let failure as ToolFailure: self = failure.isTransient ? .passing : .refused
        case is TimeLimitExceeded: self = .passing
        case let error as HTTPTransportError: self = error.mayPass ? .passing : .other
        default: self = .other
        }
    }

    /// What it means to a circuit breaker.
    var outcome: CircuitBreaker.Outcome {
        switch self {
        case .passing: .failed
        case .refused: .succeeded
        case .other: .unknown
        }
    }
}

extension HTTPTransportError {
    /// Whether the same request may succeed a moment later.
    fileprivate var mayPass: Bool {
        switch self {
        case .unknownHost, .cannotConnect, .proxy, .timedOut, .unanswered, .truncated, .failed: true
        case .status(let response): response.head.status >= 500
        case .invalidRequest, .forbiddenAddress, .tls, .protocolViolation, .bodyTooLarge, .cancelled, .shutDown: false
        }
    }
}
