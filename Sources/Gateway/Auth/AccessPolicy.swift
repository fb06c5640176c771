/// Who may use a gateway, and who tells.
public struct AccessPolicy: Sendable {
    /// What a token is needed for.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// For nothing: whoever reaches the port may create sessions, and whoever knows a session's id may use it.
        case open
        /// To create sessions, to call tools over MCP, to look after sessions, and to read metrics. Whoever knows a session's
        /// id may use it.
        case create
        /// To create sessions and to use them too: each is its owner's alone.
        case strict
    }

    /// Default ``Mode/open``.
    public var mode = Mode.open
    /// Who is asked about a token: one after the other, until one knows its kind.
    public var authenticators: [any Authenticator] = []
    /// How long a ticket for a socket is good. Default 30 s.
    public var ticketLifetime: Duration = .seconds(30)
    /// Tickets that may wait to be used, of all sessions; beyond that no more are given out. Default 10,000.
    public var mostTickets = 10_000

    public init() {}

    public init(_ mode: Mode, authenticators: [any Authenticator]) {
        self.mode = mode
        self.authenticators = authenticators
    }
}
