/// How long sessions live, and how much they may hold.
public struct SessionSettings: Hashable, Sendable {
    /// A session without message and without socket is closed after this time. Default 1 h.
    public var idleTimeout: Duration = .seconds(3600)
    /// A session leaves memory this long after its last turn; coming back to it is invisible. Default 60 s.
    public var unloadAfter: Duration = .seconds(60)
    /// How long the frames of a finished turn are kept for clients that come back. Default 2 min.
    public var replayWindow: Duration = .seconds(120)
    /// A closed session's journal is erased this long after its last event. Default 60 days.
    public var retention: Duration = .seconds(60 * 86_400)
    /// How many messages may wait behind the running turn. Default 8.
    public var waitingMessages = 8
    /// How many sessions may be open; `nil` for any number.
    public var sessions: Int?
    /// How many sessions one user may have open; `nil` for any number. Those of nobody are not counted.
    public var sessionsPerUser: Int?
    /// How many turns may run at a time; the others wait, and users are served in turn. `nil` for any number.
    public var turns: Int?
    /// How long a turn may wait for its place before it fails as `busy`. Default 20 s.
    public var turnWait: Duration = .seconds(20)
    /// How often sessions are looked over. Default 10 s.
    public var sweepInterval: Duration = .seconds(10)

    public init() {}
}
