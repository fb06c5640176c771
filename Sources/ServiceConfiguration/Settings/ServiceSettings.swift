public import AgentRuntime

/// `service.yaml`: where the service listens, what it keeps, and how much it takes. Every key has a default.
///
/// - `host` (text, default `0.0.0.0`): the address to listen on. `CHAT_SERVICE_HOST` wins.
/// - `port` (int, default 8002, 0-65535): the TCP port; 0 takes any that is free. `CHAT_SERVICE_PORT` wins.
/// - `service` (text, default `pipecat-chat-service`): what `/health` says the service is called.
/// - `public_url` (URL, default none): where clients reach the service; without it, the request's headers tell.
/// - `data_dir` (path, default `var`): the folder of the database files, from the working directory.
///   `CHAT_SERVICE_DATA_DIR` wins.
/// - `default_region` (region, default `lombardia`): the region of a session that names none.
/// - `auth`, `cors`, `store`, `limits`, `rates`, `capacity`, `timeouts`, `proxies`, `sessions`, `shutdown`, `logging`, `mcp`,
///   `metrics`, `tls`: see ``Auth``, ``CORS``, ``Store``, ``Limits``, ``Rates``, ``Capacity``, ``Timeouts``, ``Proxies``,
///   ``Sessions``, ``Shutdown``, ``Logging``, ``MCP``, ``Metrics``, ``TLS``.
public struct ServiceSettings: Sendable, Decodable {
    public var host: String
    public var port: Int
    public var service: String
    /// Without a slash at its end.
    public var publicURL: String?
    public var dataDirectory: String
    public var defaultRegion: RegionID
    public var auth: Auth
    public var cors: CORS
    public var store: Store
    public var limits: Limits
    public var rates: Rates
    public var capacity: Capacity
    public var timeouts: Timeouts
    public var proxies: Proxies
    public var sessions: Sessions
    public var shutdown: Shutdown
    public var logging: Logging
    public var mcp: MCP
    public var metrics: Metrics
    public var tls: TLS
    /// Where the default region is named, or should be.
    let defaultRegionLocation: ConfigurationLocation

    private enum Key: String, CodingKey {
        case host, port, service, auth, cors, store, limits, rates, capacity, timeouts, proxies, sessions, shutdown,
            logging,
            mcp, metrics, tls
        case publicURL = "public_url"
        case dataDirectory = "data_dir"
        case defaultRegion = "default_region"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.host = try container.textIfPresent(.host) ?? "0.0.0.0"
        self.port = try container.integer(.port, default: 8002, in: Self.ports)
        self.service = try container.textIfPresent(.service) ?? "pipecat-chat-service"
        let publicURL = try container.decodeIfPresent(String.self, forKey: .publicURL)
        self.publicURL = publicURL.flatMap(WebAddress.init)?.text
        try container.check(
            publicURL == nil || self.publicURL != nil,
            .publicURL,
            "\"\(publicURL ?? "")\" is not a URL that clients can call. Write one such as https://chat.example.org."
        )
        self.dataDirectory = try container.textIfPresent(.dataDirectory) ?? "var"
        let region = try container.decodeIfPresent(Located<String>.self, forKey: .defaultRegion)
        self.defaultRegion = RegionID(rawValue: region?.value ?? "lombardia")
        self.defaultRegionLocation = region?.location ?? ConfigurationLocation(file: decoder.location.file)
        self.auth = try container.value(.auth, default: Auth())
        self.cors = try container.value(.cors, default: CORS())
        self.store = try container.value(.store, default: Store())
        self.limits = try container.value(.limits, default: Limits())
        self.rates = try container.value(.rates, default: Rates())
        self.capacity = try container.value(.capacity, default: Capacity())
        self.timeouts = try container.value(.timeouts, default: Timeouts())
        self.proxies = try container.value(.proxies, default: Proxies())
        self.sessions = try container.value(.sessions, default: Sessions())
        self.shutdown = try container.value(.shutdown, default: Shutdown())
        self.logging = try container.value(.logging, default: Logging())
        self.mcp = try container.value(.mcp, default: MCP())
        self.metrics = try container.value(.metrics, default: Metrics())
        self.tls = try container.value(.tls, default: TLS())
    }

    static let ports = 0...65_535

    /// `cors`: what pages on other origins may do.
    ///
    /// - `allow_origins` (list of origins, default `["*"]`): whence browsers may call, such as
    ///   `https://dashboard.example.org`; `"*"` is any, an empty list is none.
    public struct CORS: Hashable, Sendable, Decodable {
        public var allowOrigins = ["*"]

        private enum Key: String, CodingKey { case allowOrigins = "allow_origins" }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.allowOrigins = try container.value(.allowOrigins, default: self.allowOrigins)
            for origin in self.allowOrigins where origin != "*" {
                try container.check(
                    WebAddress(origin)?.isOrigin == true,
                    .allowOrigins,
                    "\"\(origin)\" is not an origin. Write \"*\" or one such as https://dashboard.example.org, without a path."
                )
            }
        }
    }

    /// `store`: how sessions are kept.
    ///
    /// - `synchronous` (`normal` or `full`, default `normal`): `normal` survives a killed process, `full` also a power cut.
    public struct Store: Hashable, Sendable, Decodable {
        /// How often SQLite waits for the disk (`PRAGMA synchronous`).
        public enum Synchronous: String, Hashable, Sendable, CaseIterable { case normal, full }

        public var synchronous = Synchronous.normal

        private enum Key: String, CodingKey { case synchronous }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.synchronous = try container.choiceIfPresent(.synchronous, of: Synchronous.self) ?? self.synchronous
        }
    }

    /// `logging`: what is logged, and how.
    ///
    /// - `level` (`trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`, default `info`).
    /// - `format` (`text` or `json`, default `text`): lines for people, or one JSON object a line.
    /// - `provider_words` (bool, default false): whether what a model's provider says about a failed request is logged in its
    ///   own words, beside its status and code. They may repeat the prompt and what people write.
    public struct Logging: Hashable, Sendable, Decodable {
        /// The least severe message that is logged.
        public enum Level: String, Hashable, Sendable, CaseIterable {
            case trace, debug, info, notice, warning, error, critical
        }

        /// What a line of the log looks like.
        public enum Format: String, Hashable, Sendable, CaseIterable { case text, json }

        public var level = Level.info
        public var format = Format.text
        public var providerWords = false

        private enum Key: String, CodingKey {
            case level, format
            case providerWords = "provider_words"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.level = try container.choiceIfPresent(.level, of: Level.self) ?? self.level
            self.format = try container.choiceIfPresent(.format, of: Format.self) ?? self.format
            self.providerWords = try container.value(.providerWords, default: self.providerWords)
        }
    }
}
