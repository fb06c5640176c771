public import AgentRuntime
import Logging
public import Observability

/// What a gateway is told: where it listens, what it answers to, and how much it takes.
public struct GatewaySettings: Sendable {
    /// The address to listen on. Default `0.0.0.0`.
    public var host = "0.0.0.0"
    /// The TCP port to listen on; 0 takes any that is free. Default 8002.
    public var port = 8002
    /// What `/health` says the service is called.
    public var service = "pipecat-chat-service"
    public var version: String
    /// The URL by which clients reach the service, such as `https://chat.example.org`; by the request's headers if `nil`.
    public var publicURL: String?
    /// Whence browsers may call: origins such as `https://dashboard.example.org`, or `*` for any.
    public var allowedOrigins = ["*"]
    /// The agents that serve now; they may be replaced while the gateway runs.
    public let agents: AgentDirectory
    /// The currency of what models cost, such as `EUR`; `nil` where nobody told prices, and no cost is told.
    public var currency: String?
    public var limits = Limits()
    /// Who may use it. Default: everybody.
    public var access = AccessPolicy()
    public var rates = Rates()
    public var capacity = Capacity()
    public var timeouts = Timeouts()
    public var proxies = Proxies()
    /// How often a socket is pinged; one that has not answered by the next ping is let go. Default 30 s.
    public var pingInterval: Duration = .seconds(30)
    /// How long a client may take to end a connection that the service has ended, by a close frame or a last answer. Default 5 s.
    public var closeTimeout: Duration = .seconds(5)
    public var metrics = Metrics()
    /// Watches what the service does.
    public var telemetry = Telemetry(logger: Logger(label: "none") { _ in SwiftLogNoOpLogHandler() })
    /// Whether the service should be sent conversations.
    public var readiness = Readiness()

    /// Where `/metrics` is.
    public struct Metrics: Sendable {
        /// Whether there is one. Default true.
        public var isServed = true
        /// A port for `/metrics`, `/live` and `/ready` alone; 0 takes any that is free. `nil`, the default, has `/metrics` on
        /// the clients' port, for admins alone unless all is open.
        public var port: Int?
        /// The address to listen on with that port. Default `127.0.0.1`: only this machine's programs reach it.
        public var host = "127.0.0.1"
        /// Called with that port once it is listened on.
        public var onListening: @Sendable (_ port: Int) async -> Void = { _ in }
    }

    /// How much clients may send.
    public struct Limits: Hashable, Sendable {
        /// Unicode characters of a message. Default 8,000.
        public var messageCharacters = 8000
        /// Bytes of a request's body. Default 1 MiB.
        public var bodyBytes = 1024 * 1024
        /// Bytes of a request's line and headers. Default 16 KiB.
        public var headerBytes = 16 * 1024
        /// Bytes of a WebSocket message. Default 64 KiB.
        public var frameBytes = 64 * 1024
        /// Bytes that may wait for a slow socket before it is let go. Default 1 MiB.
        public var bufferedBytes = 1024 * 1024

        public init() {}
    }

    public init(agents: AgentDirectory, version: String) {
        self.agents = agents
        self.version = version
    }
}
