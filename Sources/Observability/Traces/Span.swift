public import AgentRuntime
public import HTTPTransport

/// A piece of work in a trace, as OpenTelemetry has it.
public struct Span: Sendable {
    /// The kinds we make, with OTLP's numbers.
    public enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
    }

    public let place: TraceContext
    public let parent: TraceContext?
    public let name: String
    public let kind: Kind
    public let began: ContinuousClock.Instant
    public let duration: Duration
    /// Their values are strings, numbers, booleans and arrays of these.
    public var attributes: [String: JSONValue]
    /// The class of what went wrong (`error.type`); `nil` where nothing did.
    public var error: String?

    public init(
        _ name: String,
        _ kind: Kind,
        at place: TraceContext,
        below parent: TraceContext?,
        began: ContinuousClock.Instant,
        duration: Duration,
        attributes: [String: JSONValue] = [:],
        error: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.place = place
        self.parent = parent
        self.began = began
        self.duration = duration
        self.attributes = attributes
        self.error = error
    }
}
