import AgentRuntime

extension ServiceSettings {
    /// `metrics`: what `/metrics` tells Prometheus, and where.
    ///
    /// - `enabled` (bool, default true): whether there is a `/metrics`.
    /// - `port` (int, default none, 0-65535): a port for `/metrics`, `/live` and `/ready` alone; without it `/metrics` is on
    ///   the clients' port.
    /// - `host` (text, default `127.0.0.1`): the address to listen on with that port.
    public struct Metrics: Hashable, Sendable, Decodable {
        public var isEnabled = true
        public var port: Int?
        public var host = "127.0.0.1"

        private enum Key: String, CodingKey {
            case isEnabled = "enabled"
            case port, host
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: self.isEnabled)
            self.port = try container.integerIfPresent(.port, in: ServiceSettings.ports)
            self.host = try container.value(.host, default: self.host)
        }
    }
}
