import AgentRuntime

extension ServiceSettings {
    /// `mcp`: whether the regions' tools are served to clients of the Model Context Protocol, at `/mcp` for the default
    /// region and `/mcp/{region}` for each.
    ///
    /// - `enabled` (bool, default false): where `auth.mode` is `open`, whoever reaches the port can then call the tools,
    ///   writes included.
    /// - `idle_timeout` (duration, default 30m, 1s-1d): a client's session ends when it is not used for so long.
    public struct MCP: Hashable, Sendable, Decodable {
        public var isEnabled = false
        public var idleTimeout: Duration = .seconds(30 * 60)

        private enum Key: String, CodingKey {
            case isEnabled = "enabled"
            case idleTimeout = "idle_timeout"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: self.isEnabled)
            self.idleTimeout = try container.duration(
                .idleTimeout,
                default: self.idleTimeout,
                in: .seconds(1) ... .days(1)
            )
        }
    }
}
