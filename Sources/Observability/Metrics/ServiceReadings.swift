public import AgentRuntime

/// What is not counted but read off when somebody asks.
public struct ServiceReadings: Sendable {
    public var version: String
    public var isReady: Bool
    public var sessions: Int
    public var sessionsInMemory: Int
    public var damagedSessions: Int
    public var sockets: Int
    public var queuedBytes: Int
    public var generation: Int
    public var breakers: [SharedCircuitBreaker.Status]

    public init(
        version: String,
        isReady: Bool,
        sessions: Int,
        sessionsInMemory: Int,
        damagedSessions: Int,
        sockets: Int,
        queuedBytes: Int,
        generation: Int,
        breakers: [SharedCircuitBreaker.Status]
    ) {
        self.version = version
        self.isReady = isReady
        self.sessions = sessions
        self.sessionsInMemory = sessionsInMemory
        self.damagedSessions = damagedSessions
        self.sockets = sockets
        self.queuedBytes = queuedBytes
        self.generation = generation
        self.breakers = breakers
    }

    /// A sample for each state of each breaker, so that a sum over breakers makes sense.
    var breakerSamples: [(values: [String], value: Double)] {
        let states: [CircuitBreaker.State] = [.closed, .halfOpen, .open]
        return self.breakers.sorted { $0.name < $1.name }.flatMap { breaker in
            states.map { (values: [breaker.name, $0.rawValue], value: breaker.state == $0 ? 1.0 : 0.0) }
        }
    }
}
