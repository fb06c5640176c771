/// A step that a model did not finish.
public struct ModelError: Error, Hashable, CustomStringConvertible {
    /// What went wrong, as far as it matters to what happens next.
    public enum Reason: String, Hashable, Sendable, Codable {
        /// The endpoint could not be reached: its name, its port or its certificate.
        case unreachable
        /// It took too long to connect, to begin or to go on.
        case timedOut = "timed_out"
        /// The provider does not serve us: it refuses the key, the account has no credit left, or it knows no such model.
        case unauthorized
        /// The provider refuses the request itself; asking again changes nothing.
        case rejected
        /// The request is longer than the model's context; a shorter one may do.
        case contextTooLong = "context_too_long"
        /// Too many requests. The provider may have said how long to wait.
        case rateLimited = "rate_limited"
        /// The provider failed.
        case unavailable
        /// The stream ended without its protocol's terminal signal.
        case truncated
        /// What came does not follow the protocol.
        case protocolViolation = "protocol_violation"
        /// It was not asked: the endpoint has failed too often of late, and its ``CircuitBreaker`` is open.
        case circuitOpen = "circuit_open"
        /// It was not asked: too many requests of ours are under way there, and none ended in time.
        case busy
    }

    public var reason: Reason
    /// What happened, in our words, with the provider's status, type and code where it gave any; for the log.
    public var detail: String
    /// The provider's own words, 300 characters at most; `nil` if it had none. They may repeat the prompt and what was said,
    /// so they are no part of the description and not for a log that was not told to take them.
    public var quote: String?
    /// The text that had gone to the sink by then and was not withdrawn.
    public var partialText: String
    /// What the provider had counted by then.
    public var usage: TokenUsage?
    /// What the provider asks for tokens, as far as configuration says.
    public var price: TokenPrice?
    /// How long the provider wants us to wait (`Retry-After`, RFC 9110 §10.2.3); `nil` if it did not say.
    public var retryAfter: Duration?
    /// All the step's requests that failed, the one that this error tells of among them; empty where nobody kept count.
    public var attempts: [FailedAttempt]
    /// Whether the task was cancelled while yet another request was under way, which is not among ``attempts``.
    public var wasCancelled = false

    public init(
        _ reason: Reason,
        detail: String,
        quote: String? = nil,
        partialText: String = "",
        usage: TokenUsage? = nil,
        retryAfter: Duration? = nil,
        attempts: [FailedAttempt] = []
    ) {
        self.reason = reason
        self.detail = detail
        self.quote = quote
        self.partialText = partialText
        self.usage = usage
        self.retryAfter = retryAfter
        self.attempts = attempts
    }

    public var description: String { self.detail }
}
