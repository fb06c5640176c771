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
/// - `cors`, `store`, `limits`, `sessions`, `logging`: see ``CORS``, ``Store``, ``Limits``, ``Sessions``, ``Logging``.
public struct ServiceSettings: Sendable, Decodable {
    public var host: String
    public var port: Int
    public var service: String
    /// Without a slash at its end.
    public var publicURL: String?
    public var dataDirectory: String
    public var defaultRegion: RegionID
    public var cors: CORS
    public var store: Store
    public var limits: Limits
    public var sessions: Sessions
    public var logging: Logging
    /// Where the default region is named, or should be.
    let defaultRegionLocation: ConfigurationLocation

    private enum Key: String, CodingKey {
        case host, port, service, cors, store, limits, sessions, logging
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
            publicURL == nil || self.publicURL != nil, .publicURL,
            "\"\(publicURL ?? "")\" is not a URL that clients can call. Write one such as https://chat.example.org."
        )
        self.dataDirectory = try container.textIfPresent(.dataDirectory) ?? "var"
        let region = try container.decodeIfPresent(Located<String>.self, forKey: .defaultRegion)
        self.defaultRegion = RegionID(rawValue: region?.value ?? "lombardia")
        self.defaultRegionLocation = region?.location ?? ConfigurationLocation(file: decoder.location.file)
        self.cors = try container.value(.cors, default: CORS())
        self.store = try container.value(.store, default: Store())
        self.limits = try container.value(.limits, default: Limits())
        self.sessions = try container.value(.sessions, default: Sessions())
        self.logging = try container.value(.logging, default: Logging())
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
                    WebAddress(origin)?.isOrigin == true, .allowOrigins,
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

    /// `limits`: how much clients may send, and how far one turn may go.
    ///
    /// - `message_characters` (int, default 8000, 1-1000000): Unicode characters of a message.
    /// - `body_bytes` (size, default 1MiB, 1KiB-64MiB): bytes of a request's body.
    /// - `frame_bytes` (size, default 64KiB, 1KiB-16MiB): bytes of a WebSocket message.
    /// - `waiting_messages` (int, default 8, 0-1000): messages that may wait behind the running turn.
    /// - `steps` (int, default 8, 1-64): model requests per turn.
    /// - `parallel_tools` (int, default 4, 1-64): tools that may run at the same time within a turn.
    /// - `turn` (duration, default 120s, 1s-1h): how long a turn may take, all waits included.
    /// - `tool` (duration, default 30s, 10ms-1h): how long a tool call may take whose entry does not say.
    public struct Limits: Hashable, Sendable, Decodable {
        public var messageCharacters = 8000
        public var bodyBytes = 1024 * 1024
        public var frameBytes = 64 * 1024
        public var waitingMessages = 8
        public var steps = 8
        public var parallelTools = 4
        public var turn: Duration = .seconds(120)
        public var tool: Duration = .seconds(30)

        private enum Key: String, CodingKey {
            case steps, turn, tool
            case messageCharacters = "message_characters"
            case bodyBytes = "body_bytes"
            case frameBytes = "frame_bytes"
            case waitingMessages = "waiting_messages"
            case parallelTools = "parallel_tools"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            let kibibyte = 1024
            self.messageCharacters = try container.integer(
                .messageCharacters, default: self.messageCharacters, in: 1...1_000_000
            )
            self.bodyBytes = try container.bytes(
                .bodyBytes, default: self.bodyBytes, in: kibibyte...64 * kibibyte * kibibyte
            )
            self.frameBytes = try container.bytes(
                .frameBytes, default: self.frameBytes, in: kibibyte...16 * kibibyte * kibibyte
            )
            self.waitingMessages = try container.integer(.waitingMessages, default: self.waitingMessages, in: 0...1000)
            self.steps = try container.integer(.steps, default: self.steps, in: Self.stepRange)
            self.parallelTools = try container.integer(.parallelTools, default: self.parallelTools, in: 1...64)
            self.turn = try container.duration(.turn, default: self.turn, in: Self.turnRange)
            self.tool = try container.duration(.tool, default: self.tool, in: Self.toolRange)
        }

        static let stepRange = 1...64
        static let turnRange = Duration.seconds(1) ... .hours(1)
        static let toolRange = Duration.milliseconds(10) ... .hours(1)
    }

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
            self.idleTimeout = try container.duration(.idleTimeout, default: self.idleTimeout, in: shortest ... .days(365))
            self.unloadAfter = try container.duration(.unloadAfter, default: self.unloadAfter, in: .zero ... .days(1))
            self.replayWindow = try container.duration(.replayWindow, default: self.replayWindow, in: .zero ... .hours(1))
            self.retention = try container.duration(.retention, default: self.retention, in: shortest ... .days(3660))
        }
    }

    /// `logging`: what is logged, and how.
    ///
    /// - `level` (`trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`, default `info`).
    /// - `format` (`text` or `json`, default `text`): lines for people, or one JSON object a line.
    public struct Logging: Hashable, Sendable, Decodable {
        /// The least severe message that is logged.
        public enum Level: String, Hashable, Sendable, CaseIterable {
            case trace, debug, info, notice, warning, error, critical
        }

        /// What a line of the log looks like.
        public enum Format: String, Hashable, Sendable, CaseIterable { case text, json }

        public var level = Level.info
        public var format = Format.text

        private enum Key: String, CodingKey { case level, format }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.level = try container.choiceIfPresent(.level, of: Level.self) ?? self.level
            self.format = try container.choiceIfPresent(.format, of: Format.self) ?? self.format
        }
    }
}
