import AgentRuntime
import Gateway
import Logging
import ServiceConfiguration
import SessionStores

extension SessionSettings {
    init(_ service: ServiceSettings) {
        self.init()
        self.idleTimeout = service.sessions.idleTimeout
        self.unloadAfter = service.sessions.unloadAfter
        self.replayWindow = service.sessions.replayWindow
        self.retention = service.sessions.retention
        self.waitingMessages = service.limits.waitingMessages
        self.sessions = service.capacity.sessions
        self.sessionsPerUser = service.capacity.sessionsPerUser
        self.turns = service.capacity.turns
        self.turnWait = service.capacity.turnWait
    }
}

extension AgentLimits {
    /// What a region says, over what the service says.
    init(_ region: RegionSettings.Limits, over service: ServiceSettings.Limits) {
        self.init(
            steps: region.steps ?? service.steps,
            turn: region.turn ?? service.turn,
            parallelTools: service.parallelTools,
            invalidCalls: region.invalidCalls ?? service.invalidCalls,
            turnBudget: region.turnBudget.over(service.turnBudget),
            sessionBudget: region.sessionBudget.over(service.sessionBudget)
        )
    }
}

extension GatewaySettings {
    init(_ configuration: LoadedConfiguration, agents: AgentDirectory) {
        let service = configuration.service
        self.init(agents: agents, version: ServiceVersion.current)
        self.host = service.host
        self.port = service.port
        self.service = service.service
        self.publicURL = service.publicURL
        self.allowedOrigins = service.cors.allowOrigins
        let models = configuration.models
        self.currency = models.hasPrices ? models.currency : nil
        self.limits.messageCharacters = service.limits.messageCharacters
        self.limits.bodyBytes = service.limits.bodyBytes
        self.limits.frameBytes = service.limits.frameBytes
        self.metrics.isServed = service.metrics.isEnabled
        self.metrics.port = service.metrics.port
        self.metrics.host = service.metrics.host
        self.limits.headerBytes = service.limits.headerBytes
        self.limits.bufferedBytes = service.limits.bufferedBytes
        self.rates = Rates(service.rates)
        self.capacity.connections = service.capacity.connections
        self.capacity.connectionsPerAddress = service.capacity.connectionsPerAddress
        self.capacity.socketsPerAddress = service.capacity.socketsPerAddress
        self.capacity.socketsPerSession = service.capacity.socketsPerSession
        self.timeouts.head = service.timeouts.head
        self.timeouts.body = service.timeouts.body
        self.timeouts.keepAlive = service.timeouts.keepAlive
        self.proxies.trusted = service.proxies.trusted
        switch service.proxies.headers {
        case .xForwarded: self.proxies.headers = .xForwarded
        case .forwarded: self.proxies.headers = .forwarded
        }
    }
}

extension GatewaySettings.Rates {
    init(_ rates: ServiceSettings.Rates) {
        self.init()
        guard rates.isEnabled else { return }
        self.address = .init(rates.address)
        self.owner = .init(rates.owner)
        self.user = .init(rates.user)
        self.session = .init(rates.session)
    }
}

extension GatewaySettings.ScopeRates {
    init(_ scope: ServiceSettings.Rates.Scope) {
        self.init(
            requests: scope.requests,
            failures: scope.failures,
            sessions: scope.sessions,
            messages: scope.messages,
            bytes: scope.bytes
        )
    }
}

extension MCPAccess {
    /// - Returns: `nil` where tools are not served so.
    init?(_ service: ServiceSettings) {
        guard service.mcp.isEnabled else { return nil }
        self.init(idleTimeout: service.mcp.idleTimeout)
    }
}

extension ModelEndpoint {
    init(_ server: ModelServer) {
        self.init(
            baseURL: server.baseURL,
            apiKey: server.apiKey?.value,
            model: server.model,
            temperature: server.temperature,
            maximumTokens: server.maximumTokens,
            parameters: server.parameters,
            headers: server.headers.mapValues(\.value),
            timeouts: server.timeouts,
            price: server.terms.price
        )
    }
}

extension ServiceSettings {
    /// The file that sessions are kept in.
    var sessionDatabase: String { "\(self.dataDirectory)/sessions.sqlite" }
}

extension SQLiteSessionStore {
    convenience init(_ service: ServiceSettings, logger: Logger) throws {
        try self.init(
            path: service.sessionDatabase,
            synchronous: service.store.synchronous == .full ? .full : .normal,
            logger: logger
        )
    }
}
