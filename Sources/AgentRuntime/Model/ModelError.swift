/// A step that a model did not finish.
public struct ModelError: Error, Hashable, CustomStringConvertible {
    /// What went wrong, as far as it matters to what happens next.
    public enum Reason: Hashable, Sendable {
        /// The endpoint could not be reached: its name, its port or its certificate.
        case unreachable
        /// It took too long to connect, to begin or to go on.
        case timedOut
        /// The provider refuses the key.
        case unauthorized
        /// The provider refuses the request itself; asking again changes nothing.
        case rejected
        /// Too many requests. The provider may have said how long to wait.
        case rateLimited(retryAfter: Duration?)
        /// The provider failed.
        case unavailable
        /// The stream ended without its protocol's terminal signal.
        case truncated
        /// What came does not follow the protocol.
        case protocolViolation
    }

    public let reason: Reason
    /// What happened, with the provider's own words where it had some; for the log.
    public let detail: String
    /// The text that had come by then.
    public let partialText: String
    /// What the provider had counted by then.
    public let usage: TokenUsage?

    public init(_ reason: Reason, detail: String, partialText: String = "", usage: TokenUsage? = nil) {
        self.reason = reason
        self.detail = detail
        self.partialText = partialText
        self.usage = usage
    }

    public var description: String { self.detail }
}
