public import AgentRuntime
public import HTTPTransport

extension GatewaySettings {
    /// How much clients may do in a time. None of it is limited unless it is set.
    public struct Rates: Hashable, Sendable {
        /// One client address; an IPv6 address counts with its neighbours in the same /64.
        public var address = ScopeRates()
        /// One owner, whom a token was given to, over all users.
        public var owner = ScopeRates()
        /// One user of an owner, or of nobody, over all sessions.
        public var user = ScopeRates()
        /// One session; sessions it does not create.
        public var session = ScopeRates()

        public init() {}
    }

    /// What one of them may do; `nil` for any amount.
    public struct ScopeRates: Hashable, Sendable {
        /// Requests of any kind, but for probes. It counts for addresses alone.
        public var requests: Rate?
        /// Requests answered with 401; after that many, none is looked at. It counts for addresses alone.
        public var failures: Rate?
        /// Sessions created.
        public var sessions: Rate?
        /// Messages on sockets, and calls of tools over MCP.
        public var messages: Rate?
        /// Bytes of those and of the bodies of requests.
        public var bytes: Rate?

        public init(
            requests: Rate? = nil,
            failures: Rate? = nil,
            sessions: Rate? = nil,
            messages: Rate? = nil,
            bytes: Rate? = nil
        ) {
            self.requests = requests
            self.failures = failures
            self.sessions = sessions
            self.messages = messages
            self.bytes = bytes
        }

        var areOff: Bool { RateResource.allCases.allSatisfy { self[$0] == nil } }
    }

    /// How much there may be at a time; `nil` for any number.
    public struct Capacity: Hashable, Sendable {
        /// Connections in all; more wait to be accepted until others end.
        public var connections: Int?
        /// Connections of one address at their other end, sockets among them; trusted proxies may have any number.
        public var connectionsPerAddress: Int?
        /// Sockets of one client address.
        public var socketsPerAddress: Int?
        /// Sockets of one session.
        public var socketsPerSession: Int?

        public init() {}
    }

    /// How long clients may take; see RFC 9110 §15.5.9.
    public struct Timeouts: Hashable, Sendable {
        /// From a connection's beginning, or a request's first byte, to the end of its headers. Default 10 s.
        public var head: Duration = .seconds(10)
        /// From there to the end of its body. Default 30 s.
        public var body: Duration = .seconds(30)
        /// From an answer to the next request. Default 60 s.
        public var keepAlive: Duration = .seconds(60)

        public init() {}
    }

    /// Whose word counts about where a request comes from.
    public struct Proxies: Hashable, Sendable {
        /// Which header fields the proxies write. A client may write the others.
        public enum Headers: String, Hashable, Sendable, CaseIterable {
            /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
            case xForwarded = "x-forwarded"
            /// `Forwarded` (RFC 7239).
            case forwarded
        }

        /// The addresses of proxies. Default: this machine.
        public var trusted = ["127.0.0.0/8", "::1"].compactMap(AddressBlock.init)
        public var headers = Headers.xForwarded

        public init() {}
    }
}
