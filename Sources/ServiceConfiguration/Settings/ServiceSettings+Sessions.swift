import AgentRuntime

extension ServiceSettings {
    /// `sessions`: how long sessions live.
    ///
    /// - `idle_timeout` (duration, default 1h, 10ms-365d): a session without message and without socket closes then.
    /// - `unload_after` (duration, default 60s, 0s-1d): a session leaves memory this long after its last turn.
    /// - `replay_window` (duration, default 2m, 0s-1h): how long a finished turn's frames are kept for clients that return.
    /// - `retention` (duration, default 60d, 10ms-3660d): a closed session is erased this long after its last event.
    public struct Sessions: Hashable, Sendable, Decodable {
        public var idleTimeout: Duration = .hours(1)
        public var unloadAfter: Duration = .seconds(60)
        public var replayWindow: Duration = .seconds(120)
        public var retention: Duration = .days(60)

        private enum Key: String, CodingKey {
            case retention
            case idleTimeout = "idle_timeout"
            case unloadAfter = "unload_after"
            case replayWindow = "replay_window"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let shortest = Duration.milliseconds(10)
            self.idleTimeout = try container.duration(
                .idleTimeout,
                default: self.idleTimeout,
                in: shortest ... .days(365)
            )
            self.unloadAfter = try container.duration(.unloadAfter, default: self.unloadAfter, in: .zero ... .days(1))
            self.replayWindow = try container.duration(
                .replayWindow,
                default: self.replayWindow,
                in: .zero ... .hours(1)
            )
            self.retention = try container.duration(.retention, default: self.retention, in: shortest ... .days(3660))
        }
    }
}
