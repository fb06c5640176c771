import NIOConcurrencyHelpers

/// The agents that serve the regions now. They are replaced all at once, as a new generation; a turn that runs keeps the agent
/// it began with.
public final class AgentDirectory: Sendable {
    /// The agents of one state of the configuration.
    public struct Generation: Sendable {
        /// From 1, in the order in which generations came into force.
        public let number: Int
        public let agents: [RegionID: Agent]
        /// The region of a session that names none.
        public let defaultRegion: RegionID
        /// The circuit breakers of the models and tools that the agents ask, for whoever watches the service.
        public let breakers: [SharedCircuitBreaker]

        public init(
            number: Int,
            agents: [RegionID: Agent],
            defaultRegion: RegionID,
            breakers: [SharedCircuitBreaker] = []
        ) {
            self.breakers = breakers
            self.number = number
            self.agents = agents
            self.defaultRegion = defaultRegion
        }

        /// The regions there are, in order.
        public var regions: [RegionID] { self.agents.keys.sorted { $0.rawValue < $1.rawValue } }
    }

    private let state: NIOLockedValueBox<Generation>

    public init(_ generation: Generation) {
        self.state = NIOLockedValueBox(generation)
    }

    /// The generation in force.
    public var current: Generation { self.state.withLockedValue(\.self) }

    /// The agent that serves `region` now; `nil` where none does.
    public subscript(region: RegionID) -> Agent? { self.state.withLockedValue { $0.agents[region] } }

    /// Puts a generation into force.
    public func replace(with generation: Generation) {
        self.state.withLockedValue { $0 = generation }
    }
}

/// Tells when nobody holds an agent of a generation any more, so that its tools can let go of what they hold.
public final class AgentLifetime: Sendable {
    private let onEnd: @Sendable () -> Void

    /// - Parameter onEnd: called once, on whatever thread lets go of the last agent; must not block.
    public init(onEnd: @escaping @Sendable () -> Void) {
        self.onEnd = onEnd
    }

    deinit { self.onEnd() }
}
