/// A failure that ends a turn and leaves its session usable.
public struct AgentError: Error {
    /// Sent to clients as `code`. New codes may appear, so keep a `default`.
    public struct Code: RawRepresentable, Hashable, Codable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The model kept calling tools until the step cap.
        public static let stepCapReached = Self(rawValue: "step_cap_reached")
        /// The turn or the session has used up its budget of tokens or money.
        public static let budgetExhausted = Self(rawValue: "budget_exhausted")
        /// The turn alone is more than the model's context holds.
        public static let contextExhausted = Self(rawValue: "context_exhausted")
        /// The model made the same calls again, was told so, and went on.
        public static let stuck = Self(rawValue: "stuck")
        /// The model kept calling tools that do not exist, or with arguments that they do not take.
        public static let tooManyInvalidCalls = Self(rawValue: "too_many_invalid_calls")
        /// The model said nothing, twice.
        public static let emptyResponse = Self(rawValue: "empty_response")
        /// The turn used up its time.
        public static let turnTimedOut = Self(rawValue: "turn_timed_out")
        /// The provider withheld the answer.
        public static let contentFiltered = Self(rawValue: "content_filtered")
        /// The model's endpoint could not be reached.
        public static let modelUnreachable = Self(rawValue: "model_unreachable")
        /// The model was too slow to connect, to begin or to go on.
        public static let modelTimedOut = Self(rawValue: "model_timed_out")
        /// The model's provider refuses us or the request; the operator must act.
        public static let modelRejected = Self(rawValue: "model_rejected")
        /// The model's provider has too many requests.
        public static let modelRateLimited = Self(rawValue: "model_rate_limited")
        /// The model's provider failed.
        public static let modelUnavailable = Self(rawValue: "model_unavailable")
        /// The model's answer was cut off.
        public static let modelStreamCut = Self(rawValue: "model_stream_cut")
        /// An approval came for a call that waits for none.
        public static let approvalNotPending = Self(rawValue: "approval_not_pending")
        /// The turn was stopped on request.
        public static let cancelled = Self(rawValue: "cancelled")
        /// The service has too much to do; also where too many messages of a session wait.
        public static let busy = Self(rawValue: "busy")
        /// The client says more than it may in that time.
        public static let rateLimited = Self(rawValue: "rate_limited")
        /// The session is over.
        public static let sessionClosed = Self(rawValue: "session_closed")
        /// The service is about to stop and takes on nothing more.
        public static let serviceStopping = Self(rawValue: "service_stopping")
        /// The session's region is no longer configured.
        public static let regionUnavailable = Self(rawValue: "region_unavailable")
        /// The service failed.
        public static let internalError = Self(rawValue: "internal_error")
    }

    public let code: Code
    /// What happened, with the values involved, and what the reader can do about it. Clients see it.
    public let detail: String
    /// Whether sending the message again may help.
    public let isRetryable: Bool
    /// The error underneath, for the log alone.
    public let cause: (any Error)?

    public init(_ code: Code, detail: String, isRetryable: Bool = false, cause: (any Error)? = nil) {
        self.code = code
        self.detail = detail
        self.isRetryable = isRetryable
        self.cause = cause
    }
}

extension AgentError {
    /// The turn alone is more than the model can take.
    static func contextExhausted(cause: any Error) -> AgentError {
        AgentError(
            .contextExhausted,
            detail:
                "What has come together for this answer is more than the language model can read. Ask for less at once.",
            cause: cause
        )
    }

    /// What a client is told when a model did not finish.
    public init(_ error: ModelError) {
        switch error.reason {
        case .unreachable:
            self.init(
                .modelUnreachable,
                detail: "The language model cannot be reached. Try again later.",
                isRetryable: true,
                cause: error
            )
        case .timedOut:
            self.init(
                .modelTimedOut,
                detail: "The language model took too long. Try again.",
                isRetryable: true,
                cause: error
            )
        case .unauthorized, .rejected:
            self.init(
                .modelRejected,
                detail: "The language model refused the request. Its operator must look at the log.",
                cause: error
            )
        case .contextTooLong:
            self = .contextExhausted(cause: error)
        case .rateLimited, .busy:
            self.init(
                .modelRateLimited,
                detail: "The language model is busy. Try again in a minute.",
                isRetryable: true,
                cause: error
            )
        case .unavailable, .circuitOpen:
            self.init(
                .modelUnavailable,
                detail: "The language model failed. Try again later.",
                isRetryable: true,
                cause: error
            )
        case .truncated, .protocolViolation:
            self.init(.modelStreamCut, detail: "The answer was cut off. Try again.", isRetryable: true, cause: error)
        }
    }
}
