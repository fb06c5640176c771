/// How a gateway serves the regions' tools to clients of the Model Context Protocol, at `/mcp` and `/mcp/{region}`.
public struct MCPAccess: Hashable, Sendable {
    /// A session that nobody uses for so long is ended. Default 30 min.
    public var idleTimeout: Duration
    /// Sessions that may be open at the same time. Default 1000.
    public var mostSessions: Int
    /// Those of one caller: of a token's holder or, where nobody is asked, of an address. Default 100.
    public var mostSessionsPerCaller: Int

    public init(
        idleTimeout: Duration = .seconds(30 * 60),
        mostSessions: Int = 1000,
        mostSessionsPerCaller: Int = 100
    ) {
        self.idleTimeout = idleTimeout
        self.mostSessions = mostSessions
        self.mostSessionsPerCaller = mostSessionsPerCaller
    }
}
