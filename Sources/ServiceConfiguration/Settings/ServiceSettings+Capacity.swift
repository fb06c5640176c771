import AgentRuntime

extension ServiceSettings {
    /// `capacity`: how much there may be at a time. Each number may be `off`, for any number.
    ///
    /// - `sessions` (int, default 100000, 1-10^9): open sessions.
    /// - `sessions_per_user` (int, default 10000, 1-10^9): open sessions of one token's holder or, where no token is asked for,
    ///   of one user.
    /// - `connections` (int, default 20000, 1-10^6): connections; more wait to be accepted until others end.
    /// - `connections_per_address` (int, default 2000, 1-10^6): connections of one address at their other end, sockets among
    ///   them; more are closed. Trusted proxies are not held to it.
    /// - `sockets_per_address` (int, default 1000, 1-10^6): sockets of one client address. Trusted proxies are not held to it.
    /// - `sockets_per_session` (int, default 20, 1-10^6): sockets of one session.
    /// - `turns` (int, default 1000, 1-10^6): turns that run; the others wait, and users are served in turn.
    /// - `turn_wait` (duration, default 20s, 0s-1h): how long a turn may wait for its place before it fails as `busy`.
    public struct Capacity: Hashable, Sendable, Decodable {
        public var sessions: Int? = 100_000
        public var sessionsPerUser: Int? = 10_000
        public var connections: Int? = 20_000
        public var connectionsPerAddress: Int? = 2000
        public var socketsPerAddress: Int? = 1000
        public var socketsPerSession: Int? = 20
        public var turns: Int? = 1000
        public var turnWait: Duration = .seconds(20)

        private enum Key: String, CodingKey {
            case sessions, connections, turns
            case sessionsPerUser = "sessions_per_user"
            case connectionsPerAddress = "connections_per_address"
            case socketsPerAddress = "sockets_per_address"
            case socketsPerSession = "sockets_per_session"
            case turnWait = "turn_wait"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let million = 1_000_000
            self.sessions = try container.limit(.sessions, default: self.sessions, upTo: 1000 * million)
            self.sessionsPerUser = try container.limit(
                .sessionsPerUser,
                default: self.sessionsPerUser,
                upTo: 1000 * million
            )
            self.connections = try container.limit(.connections, default: self.connections, upTo: million)
            self.connectionsPerAddress = try container.limit(
                .connectionsPerAddress,
                default: self.connectionsPerAddress,
                upTo: million
            )
            self.socketsPerAddress = try container.limit(
                .socketsPerAddress,
                default: self.socketsPerAddress,
                upTo: million
            )
            self.socketsPerSession = try container.limit(
                .socketsPerSession,
                default: self.socketsPerSession,
                upTo: million
            )
            self.turns = try container.limit(.turns, default: self.turns, upTo: million)
            self.turnWait = try container.duration(.turnWait, default: self.turnWait, in: .zero ... .hours(1))
        }
    }

    /// `timeouts`: how long clients may take.
    ///
    /// - `head` (duration, default 10s, 100ms-1h): from a request's first byte to the end of its headers.
    /// - `body` (duration, default 30s, 100ms-1h): from there to the end of its body.
    /// - `keep_alive` (duration, default 60s, 100ms-1d): from an answer to the next request.
    public struct Timeouts: Hashable, Sendable, Decodable {
        public var head: Duration = .seconds(10)
        public var body: Duration = .seconds(30)
        public var keepAlive: Duration = .seconds(60)

        private enum Key: String, CodingKey {
            case head, body
            case keepAlive = "keep_alive"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let shortest = Duration.milliseconds(100)
            self.head = try container.duration(.head, default: self.head, in: shortest ... .hours(1))
            self.body = try container.duration(.body, default: self.body, in: shortest ... .hours(1))
            self.keepAlive = try container.duration(.keepAlive, default: self.keepAlive, in: shortest ... .days(1))
        }
    }

    /// `shutdown`: what becomes of what is under way when the service is told to stop.
    ///
    /// - `turns` (duration, default 120s, 0s-1h): how long turns may take to end; what is left then goes on after the next
    ///   start.
    public struct Shutdown: Hashable, Sendable, Decodable {
        public var turns: Duration = .seconds(120)

        private enum Key: String, CodingKey { case turns }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.turns = try container.duration(.turns, default: self.turns, in: .zero ... .hours(1))
        }
    }
}

extension KeyedDecodingContainer {
    /// A whole number from 1, or `off` for none.
    fileprivate func limit(_ key: Key, default standard: Int?, upTo largest: Int) throws -> Int? {
        guard let text = try self.decodeIfPresent(String.self, forKey: key) else { return standard }
        if text == "off" { return nil }
        try self.check(
            (1...largest).contains(Int(text) ?? 0),
            key,
            "\"\(text)\" is no limit. Write a whole number from 1 to \(largest), or off."
        )
        return Int(text)
    }
}
