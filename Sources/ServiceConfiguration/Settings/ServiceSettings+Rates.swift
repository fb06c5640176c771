public import AgentRuntime

extension ServiceSettings {
    /// `rates`: how much clients may do in a time. A rate such as `300/1m` lets 300 through at once, and as many again in each
    /// minute; `off` lets any number through.
    ///
    /// - `enabled` (bool, default true): whether any of it counts. `CHAT_SERVICE_RATE_LIMITS` (`on` or `off`) wins.
    /// - `address` (default `{sessions: 1200/1m, messages: 12000/1m, bytes: 64MiB/1m}`): of one client address; an IPv6 address
    ///   counts with its neighbours in the same /64. Trusted proxies are not held to it.
    /// - `user` (default `{sessions: 1200/1m, messages: 1200/1m, bytes: 16MiB/1m}`): of one user, over all sessions.
    /// - `session` (default `{messages: 300/1m, bytes: 4MiB/1m}`): of one session.
    public struct Rates: Hashable, Sendable, Decodable {
        public var isEnabled = true
        public var address = Scope(sessions: 1200, messages: 12_000, mebibytes: 64)
        public var user = Scope(sessions: 1200, messages: 1200, mebibytes: 16)
        public var session = Scope(sessions: nil, messages: 300, mebibytes: 4)

        private enum Key: String, CodingKey {
            case address, user, session
            case isEnabled = "enabled"
        }

        private enum ScopeKey: String, CodingKey { case sessions, messages, bytes }
        private enum SessionKey: String, CodingKey { case messages, bytes }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: self.isEnabled)
            for (key, scope) in [(Key.address, \Self.address), (.user, \.user)] where container.contains(key) {
                let rates = try container.nestedContainer(keyedBy: ScopeKey.self, forKey: key)
                self[keyPath: scope].sessions = try rates.rate(.sessions, default: self[keyPath: scope].sessions)
                self[keyPath: scope].messages = try rates.rate(.messages, default: self[keyPath: scope].messages)
                self[keyPath: scope].bytes = try rates.byteRate(.bytes, default: self[keyPath: scope].bytes)
            }
            if container.contains(.session) {
                let rates = try container.nestedContainer(keyedBy: SessionKey.self, forKey: .session)
                self.session.messages = try rates.rate(.messages, default: self.session.messages)
                self.session.bytes = try rates.byteRate(.bytes, default: self.session.bytes)
            }
        }

        /// What one of them may do; `nil` for any amount.
        public struct Scope: Hashable, Sendable {
            public var sessions: Rate?
            public var messages: Rate?
            public var bytes: Rate?

            fileprivate init(sessions: Int?, messages: Int, mebibytes: Int) {
                self.sessions = sessions.map { Rate($0, per: .seconds(60)) }
                self.messages = Rate(messages, per: .seconds(60))
                self.bytes = Rate(mebibytes * 1024 * 1024, per: .seconds(60))
            }
        }
    }
}

extension KeyedDecodingContainer {
    /// So many in a time, from 1 to 10^9 in 1s to 1d, or `off`.
    fileprivate func rate(_ key: Key, default standard: Rate?) throws -> Rate? {
        try self.rate(key, default: standard, example: "300/1m") { Int($0) }
    }

    /// The same with a size.
    fileprivate func byteRate(_ key: Key, default standard: Rate?) throws -> Rate? {
        try self.rate(key, default: standard, example: "4MiB/1m") { ByteCount($0)?.bytes }
    }

    private func rate(
        _ key: Key,
        default standard: Rate?,
        example: String,
        count: (String) -> Int?
    ) throws -> Rate? {
        guard let text = try self.decodeIfPresent(String.self, forKey: key) else { return standard }
        if text == "off" { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let period = parts.count == 2 ? ConfigurationDuration(parts[1])?.duration : nil
        let amount = count(parts[0]) ?? 0
        try self.check(
            (1...1_000_000_000).contains(amount) && (.seconds(1) ... .days(1)).contains(period ?? .zero),
            key,
            "\"\(text)\" is not a rate. Write how much in how long, such as \(example), or off."
        )
        return Rate(amount, per: period ?? .seconds(1))
    }
}
