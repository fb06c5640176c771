public import HTTPTransport
public import Logging

/// What a tool may know about the call it serves, so that it needs no globals.
public struct ToolContext: Sendable {
    public let session: SessionID
    public let turn: TurnNumber
    public let call: CallID
    public let region: Region
    /// Whom the session belongs to, as the client that created it said; `nil` if it did not.
    public let user: String?
    /// How much of the call's time is left; when it is used up the call is cancelled.
    public internal(set) var budget: Duration
    /// Carries the session and the call. It names neither arguments nor results, and nor should the tool.
    public let logger: Logger
    /// The service's one HTTP client.
    public let http: HTTPClient
    /// The instant that counts as now.
    public let now: Timestamp
    /// When the session began.
    public let sessionStart: Timestamp

    /// Under which a write takes effect at most once.
    public var idempotencyKey: IdempotencyKey {
        IdempotencyKey(session: self.session, call: self.call)
    }

    public init(
        session: SessionID,
        turn: TurnNumber,
        call: CallID,
        region: Region,
        user: String?,
        budget: Duration,
        logger: Logger,
        http: HTTPClient,
        now: Timestamp,
        sessionStart: Timestamp? = nil
    ) {
        self.session = session
        self.turn = turn
        self.call = call
        self.region = region
        self.user = user
        self.budget = budget
        self.logger = logger
        self.http = http
        self.now = now
        self.sessionStart = sessionStart ?? now
    }
}
