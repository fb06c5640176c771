public import AgentRuntime

extension ServiceSettings {
    /// `rates`: how much clients may do in a time. A rate such as `300/1m` lets 300 through at once, and as many again in each
    /// minute; `off` lets any number through.
    ///
    /// - `enabled` (bool, default true): whether any of it counts. `CHAT_SERVICE_RATE_LIMITS` (`on` or `off`) wins.
    /// - `address` (default `{requests: 3000/1m, failures: 120/1m, sessions: 1200/1m, messages: 12000/1m, bytes: 64MiB/1m}`): of
    ///   one client address; an IPv6 address counts with its neighbours in the same /64. Trusted proxies are not held to it.
    ///   `failures` are requests that are answered with 401.
    /// - `owner` (default `{sessions: 12000/1m, messages: 12000/1m, bytes: 160MiB/1m}`): of one token's holder, over all users.
    /// - `user` (default `{sessions: 1200/1m, messages: 1200/1m, bytes: 16MiB/1m}`): of one `user_id` of one token's holder, over
    ///   all sessions.
    /// - `session` (default `{messages: 300/1m, bytes: 4MiB/1m}`): of one session.
    public struct Rates: Hashable, Sendable, Decodable {
        public var isEnabled = true
        public var address = Scope(requests: 3000, failures: 120, sessions: 1200, messages: 12_000, mebibytes: 64)
        public var owner = Scope(sessions: 12_000, messages: 12_000, mebibytes: 160)
        public var user = Scope(sessions: 1200, messages: 1200, mebibytes: 16)
        public var session = Scope(messages: 300, mebibytes: 4)

        private enum Key: String, CodingKey {
            case address, owner, user, session
            case isEnabled = "enabled"
        }

        private enum AddressKey: String, CodingKey { case requests, failures, sessions, messages, bytes }
        private enum UserKey: String, CodingKey { case sessions, messages, bytes }
        private enum SessionKey: String, CodingKey { case messages, bytes }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.isEnabled = try container.value(.isEnabled, default: self.isEnabled)
            if container.contains(.address) {
                let rates = try container.nestedContainer(keyedBy: AddressKey.self, forKey: .address)
                self.address.requests = try rates.rate(.requests, default: self.address.requests)
                self.address.failures = try rates.rate(.failures, default: self.address.failures)
                self.address.sessions = try rates.rate(.sessions, default: self.address.sessions)
                self.address.messages = try rates.rate(.messages, default: self.address.messages)
                self.address.bytes = try rates.byteRate(.bytes, default: self.address.bytes)
            }
            for (key, scope) in [(Key.owner, \Self.owner), (.user, \.user)] where container.contains(key) {
                let rates = try container.nestedContainer(keyedBy: UserKey.self, forKey: key)
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
            public var requests: Rate?
            public var failures: Rate?
            public var sessions: Rate?
            public var messages: Rate?
            public var bytes: Rate?

            /// Each in a minute.
            fileprivate init(
                requests: Int? = nil,
                failures: Int? = nil,
                sessions: Int? = nil,
                messages: Int,
                mebibytes: Int
            ) {
                let minute = Duration.seconds(60)
                self.requests = requests.map { Rate($0, per: minute) }
                self.failures = failures.map { Rate($0, per: minute) }
                self.sessions = sessions.map { Rate($0, per: minute) }
                self.messages = Rate(messages, per: minute)
                self.bytes = Rate(mebibytes * 1024 * 1024, per: minute)
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
