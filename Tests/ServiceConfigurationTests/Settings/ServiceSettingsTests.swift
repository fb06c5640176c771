import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct ServiceSettingsTests {
    @Test func everyKeyHasItsDocumentedDefault() throws {
        let settings = try decode(ServiceSettings.self, "{}\n")
        #expect(settings.host == "0.0.0.0")
        #expect(settings.port == 8002)
        #expect(settings.service == "pipecat-chat-service")
        #expect(settings.publicURL == nil)
        #expect(settings.dataDirectory == "var")
        #expect(settings.defaultRegion == RegionID(rawValue: "lombardia"))
        #expect(settings.cors.allowOrigins == ["*"])
        #expect(settings.store.synchronous == .normal)
        #expect(settings.limits.messageCharacters == 8000)
        #expect(settings.limits.bodyBytes == 1_048_576)
        #expect(settings.limits.frameBytes == 65_536)
        #expect(settings.limits.headerBytes == 16_384)
        #expect(settings.limits.bufferedBytes == 1_048_576)
        #expect(settings.limits.waitingMessages == 8)
        #expect(settings.limits.steps == 8)
        #expect(settings.limits.parallelTools == 4)
        #expect(settings.limits.invalidCalls == 3)
        #expect(settings.limits.turnBudget == UsageBudget(tokens: 1_000_000))
        #expect(settings.limits.sessionBudget == UsageBudget(tokens: 10_000_000))
        #expect(settings.limits.turn == .seconds(120))
        #expect(settings.limits.tool == .seconds(30))
        #expect(settings.sessions.idleTimeout == .seconds(3600))
        #expect(settings.sessions.unloadAfter == .seconds(60))
        #expect(settings.sessions.replayWindow == .seconds(120))
        #expect(settings.sessions.retention == .seconds(60 * 86_400))
        #expect(settings.logging.level == .info)
        #expect(settings.logging.format == .text)
        let minute = Duration.seconds(60)
        #expect(settings.rates.isEnabled)
        #expect(settings.rates.address.requests == Rate(3000, per: minute))
        #expect(settings.rates.address.failures == Rate(120, per: minute))
        #expect(settings.rates.address.sessions == Rate(1200, per: minute))
        #expect(settings.rates.address.messages == Rate(12_000, per: minute))
        #expect(settings.rates.address.bytes == Rate(64 * 1_048_576, per: minute))
        #expect(settings.rates.owner.sessions == Rate(12_000, per: minute))
        #expect(settings.rates.owner.messages == Rate(12_000, per: minute))
        #expect(settings.rates.owner.bytes == Rate(160 * 1_048_576, per: minute))
        #expect(settings.rates.owner.requests == nil)
        #expect(settings.rates.user.sessions == Rate(1200, per: minute))
        #expect(settings.rates.user.messages == Rate(1200, per: minute))
        #expect(settings.rates.user.bytes == Rate(16 * 1_048_576, per: minute))
        #expect(settings.rates.session.messages == Rate(300, per: minute))
        #expect(settings.rates.session.bytes == Rate(4 * 1_048_576, per: minute))
        #expect(settings.capacity.sessions == 100_000)
        #expect(settings.capacity.sessionsPerUser == 10_000)
        #expect(settings.capacity.connections == 20_000)
        #expect(settings.capacity.connectionsPerAddress == 2000)
        #expect(settings.capacity.socketsPerAddress == 1000)
        #expect(settings.capacity.socketsPerSession == 20)
        #expect(settings.capacity.turns == 1000)
        #expect(settings.capacity.turnWait == .seconds(20))
        #expect(settings.timeouts.head == .seconds(10))
        #expect(settings.timeouts.body == .seconds(30))
        #expect(settings.timeouts.keepAlive == .seconds(60))
        #expect(settings.proxies.trusted.map(\.description) == ["127.0.0.0/8", "::1/128"])
        #expect(settings.proxies.headers == .xForwarded)
        #expect(settings.shutdown.turns == .seconds(120))
        #expect(settings.mcp.isEnabled == false)
        #expect(settings.mcp.idleTimeout == .seconds(1800))
        #expect(settings.metrics.isEnabled)
        #expect(settings.metrics.port == nil)
        #expect(settings.metrics.host == "127.0.0.1")
    }

    @Test func everyKeyCanBeSet() throws {
        let settings = try decode(
            ServiceSettings.self,
            """
            host: 127.0.0.1
            port: 0
            service: chat
            public_url: https://chat.example.org/base/
            data_dir: /srv/chat
            default_region: Piemonte
            cors: {allow_origins: ["https://a.example.org", "http://localhost:3000"]}
            store: {synchronous: full}
            limits: {message_characters: 10, body_bytes: 2KiB, frame_bytes: 4096, waiting_messages: 0, steps: 64,
              header_bytes: 2KiB, buffered_bytes: 64KiB,
              parallel_tools: 1, turn: 5m, tool: 10ms, invalid_calls: 5,
              turn_tokens: 100, turn_cost: 0.05, session_tokens: 1000, session_cost: 1.5}
            sessions: {idle_timeout: 250ms, unload_after: 0s, replay_window: 1h, retention: 1d}
            rates: {enabled: false, owner: {bytes: off}, session: {messages: 9/1d},
              address: {requests: 7/1s, failures: off, sessions: 5/1s, messages: off, bytes: 1MiB/1h}}
            capacity: {sessions: off, sessions_per_user: 3, connections: 10, connections_per_address: 5,
              sockets_per_address: 4, sockets_per_session: 1, turns: off, turn_wait: 0s}
            timeouts: {head: 1s, body: 2s, keep_alive: 100ms}
            proxies: {trusted: [10.0.0.0/8, "2001:db8::/32", 192.0.2.7], headers: forwarded}
            shutdown: {turns: 0s}
            logging: {level: debug, format: json}
            mcp: {enabled: true, idle_timeout: 1s}
            metrics: {enabled: false, port: 9464, host: 0.0.0.0}
            """
        )
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 0)
        #expect(settings.service == "chat")
        #expect(settings.publicURL == "https://chat.example.org/base")
        #expect(settings.dataDirectory == "/srv/chat")
        #expect(settings.defaultRegion == RegionID(rawValue: "piemonte"))
        #expect(settings.cors.allowOrigins == ["https://a.example.org", "http://localhost:3000"])
        #expect(settings.store.synchronous == .full)
        #expect(settings.limits.messageCharacters == 10)
        #expect(settings.limits.bodyBytes == 2048)
        #expect(settings.limits.frameBytes == 4096)
        #expect(settings.limits.waitingMessages == 0)
        #expect(settings.limits.steps == 64)
        #expect(settings.limits.parallelTools == 1)
        #expect(settings.limits.invalidCalls == 5)
        #expect(settings.limits.turnBudget == UsageBudget(tokens: 100, cost: Cost("0.05")))
        #expect(settings.limits.sessionBudget == UsageBudget(tokens: 1000, cost: Cost("1.5")))
        #expect(settings.limits.turn == .seconds(300))
        #expect(settings.limits.tool == .milliseconds(10))
        #expect(settings.sessions.idleTimeout == .milliseconds(250))
        #expect(settings.sessions.unloadAfter == .zero)
        #expect(settings.sessions.replayWindow == .seconds(3600))
        #expect(settings.sessions.retention == .seconds(86_400))
        #expect(settings.logging.level == .debug)
        #expect(settings.logging.format == .json)
        #expect(settings.limits.headerBytes == 2048)
        #expect(settings.limits.bufferedBytes == 65_536)
        #expect(!settings.rates.isEnabled)
        #expect(settings.rates.address.requests == Rate(7, per: .seconds(1)))
        #expect(settings.rates.address.failures == nil)
        #expect(settings.rates.owner.bytes == nil)
        #expect(settings.rates.address.sessions == Rate(5, per: .seconds(1)))
        #expect(settings.rates.address.messages == nil)
        #expect(settings.rates.address.bytes == Rate(1_048_576, per: .seconds(3600)))
        #expect(settings.rates.user.messages == Rate(1200, per: .seconds(60)))
        #expect(settings.rates.session.messages == Rate(9, per: .seconds(86_400)))
        #expect(settings.capacity.sessions == nil)
        #expect(settings.capacity.sessionsPerUser == 3)
        #expect(settings.capacity.connections == 10)
        #expect(settings.capacity.connectionsPerAddress == 5)
        #expect(settings.capacity.socketsPerAddress == 4)
        #expect(settings.capacity.socketsPerSession == 1)
        #expect(settings.capacity.turns == nil)
        #expect(settings.capacity.turnWait == .zero)
        #expect(settings.timeouts.keepAlive == .milliseconds(100))
        #expect(settings.proxies.trusted.map(\.description) == ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"])
        #expect(settings.proxies.headers == .forwarded)
        #expect(settings.shutdown.turns == .zero)
        #expect(settings.mcp.isEnabled)
        #expect(settings.mcp.idleTimeout == .seconds(1))
        #expect(!settings.metrics.isEnabled)
        #expect(settings.metrics.port == 9464)
    }

    @Test(arguments: [
        ("port: 65536\n", "f.yaml:1: port: 65536 is out of range. Write a whole number from 0 to 65535."),
        ("host: \" \"\n", "f.yaml:1: host: It is empty. Write a text."),
        (
            "public_url: chat.example.org\n",
            "f.yaml:1: public_url: \"chat.example.org\" is not a URL that clients can call. "
                + "Write one such as https://chat.example.org."
        ),
        (
            "cors:\n  allow_origins:\n  - https://a.example.org/path\n",
            "f.yaml:2: cors.allow_origins: \"https://a.example.org/path\" is not an origin. "
                + "Write \"*\" or one such as https://dashboard.example.org, without a path."
        ),
        ("store: {synchronous: ful}\n", "f.yaml:1: store.synchronous: \"ful\" is no choice. Did you mean \"full\"?"),
        (
            "mcp: {idle_timeout: 2d}\n",
            "f.yaml:1: mcp.idle_timeout: 2d is out of range. Write a duration from 1s to 1d."
        ),
        (
            "rates:\n  user:\n    messages: 5/s\n",
            "f.yaml:3: rates.user.messages: \"5/s\" is not a rate. Write how much in how long, such as 300/1m, or off."
        ),
        (
            "rates: {session: {bytes: 4MB/1m}}\n",
            "f.yaml:1: rates.session.bytes: \"4MB/1m\" is not a rate. "
                + "Write how much in how long, such as 4MiB/1m, or off."
        ),
        (
            "capacity: {turns: 0}\n",
            "f.yaml:1: capacity.turns: \"0\" is no limit. Write a whole number from 1 to 1000000, or off."
        ),
        (
            "proxies:\n  trusted:\n  - 10.0.0.0/40\n",
            "f.yaml:2: proxies.trusted: \"10.0.0.0/40\" is no address or block of addresses. "
                + "Write one such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32."
        ),
        ("logging: {format: xml}\n", "f.yaml:1: logging.format: \"xml\" is no choice. There are: json, text."),
        ("limits:\n  steps: 0\n", "f.yaml:2: limits.steps: 0 is out of range. Write a whole number from 1 to 64."),
        (
            "limits:\n  turn_cost: 0\n",
            "f.yaml:2: limits.turn_cost: \"0\" is not an amount. "
                + "Write a number above 0, such as 0.25, with up to six decimals."
        ),
        (
            "limits:\n  session_cost: 5 EUR\n",
            "f.yaml:2: limits.session_cost: \"5 EUR\" is not an amount. "
                + "Write a number above 0, such as 0.25, with up to six decimals."
        ),
        ("limits:\n  turn: 2h\n", "f.yaml:2: limits.turn: 2h is out of range. Write a duration from 1s to 1h."),
        (
            "limits:\n  tool: 30\n",
            "f.yaml:2: limits.tool: \"30\" is not a duration. "
                + "Write a whole number and a unit, such as 250ms, 30s, 5m, 1h or 60d."
        ),
        (
            "limits:\n  frame_bytes: 1GiB\n",
            "f.yaml:2: limits.frame_bytes: 1GiB is out of range. Write a size from 1KiB to 16MiB."
        ),
        (
            "limits:\n  body_bytes: 64KB\n",
            "f.yaml:2: limits.body_bytes: \"64KB\" is not a size. "
                + "Write a number of bytes, or one with a unit such as 64KiB or 1MiB."
        ),
        (
            "sessions: {idle: 1h}\n",
            "f.yaml:1: Unknown key \"idle\". "
                + "There are: idle_timeout, replay_window, retention, unload_after."
        ),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(mistake(ServiceSettings.self, text) == message)
    }
}
