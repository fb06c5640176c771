public import AgentRuntime
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import Observability
public import ServiceLifecycle

/// The service's face: REST and WebSocket over one port, as the integration guide promises them.
///
/// It knows sessions and frames, and neither tools nor models.
public struct ChatGateway: Service {
    private let sessions: SessionRegistry
    let settings: GatewaySettings
    private let registry = SocketRegistry()
    private let door: Doorkeeper
    private let traffic: Traffic
    private let mcp: MCPRoutes?
    private let clock: any Clock<Duration>
    private let onListening: @Sendable (_ port: Int) async -> Void
    let logger: Logger

    /// - Parameters:
    ///   - mcp: what is served at `/mcp`; nothing if `nil`.
    ///   - clock: what the clients' rates and the time between pings are measured on.
    ///   - onListening: called once connections are accepted, with the port, which the system chose if it was to be 0.
    public init(
        sessions: SessionRegistry,
        settings: GatewaySettings,
        mcp: MCPAccess? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.sessions = sessions
        self.settings = settings
        let door = Doorkeeper(settings.access, sessions: sessions)
        self.door = door
        let traffic = Traffic(settings, clock: clock)
        self.traffic = traffic
        self.mcp = mcp.map { MCPRoutes($0, settings: settings, door: door, traffic: traffic) }
        self.clock = clock
        self.onListening = onListening
        self.logger = logger
    }

    /// Serves until the task's graceful shutdown: requests under way are answered, sockets are closed with 1012.
    /// - Throws: ``GatewayError`` when the address cannot be listened on.
    public func run() async throws {
        let endpoint = self.endpoint
        let messageCharacters = self.settings.limits.messageCharacters
        let rates = self.traffic.rates
        let metrics = self.settings.telemetry.metrics
        let configuration = GatewayChannel.Configuration(
            limits: self.settings.limits,
            timeouts: self.settings.timeouts,
            proxies: self.settings.proxies,
            connections: ConnectionSlots(
                perAddress: self.settings.capacity.connectionsPerAddress,
                proxies: self.settings.proxies
            ),
            registry: self.registry,
            metrics: metrics,
            closeTimeout: self.settings.closeTimeout,
            logger: self.logger
        ) { head, origin in
            ChatConversation(
                grant: try await endpoint.grant(head, from: origin),
                rates: rates,
                metrics: metrics,
                messageCharacters: messageCharacters
            )
        }
        let application = Application(
            responder: self.router(endpoint).buildResponder(),
            server: HTTPServerBuilder { GatewayChannel(responder: $0, configuration: configuration) },
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: self.settings.port),
                serverName: nil,
                availableConnectionsDelegate: self.settings.capacity.connections.map {
                    MaximumAvailableConnections($0, logger: self.logger)
                }
            ),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: self.logger
        )
        do {
            // Each says whether it is the one that clients speak to: the others end with it.
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await application.run()
                    return true
                }
                group.addTask {
                    await self.keepSockets()
                    return false
                }
                if let port = self.operationsPort {
                    let operations = self.operationsServer(on: port, self.operations)
                    group.addTask {
                        do {
                            try await operations.run()
                        } catch let error as IOError {
                            throw GatewayError(
                                error,
                                host: self.settings.metrics.host,
                                port: port,
                                isForOperators: true
                            )
                        }
                        return false
                    }
                }
                if let mcp {
                    group.addTask {
                        try await mcp.keepSessions()
                        return false
                    }
                }
                while let isServing = try await group.next(), !isServing {}
                group.cancelAll()
            }
        } catch let error as IOError {
            throw GatewayError(error, host: self.settings.host, port: self.settings.port)
        }
    }

    private var operations: OperationsRoutes {
        OperationsRoutes(sessions: self.sessions, settings: self.settings, sockets: self.registry)
    }

    /// The port of what operators ask; `nil` where that is the clients'.
    private var operationsPort: Int? { self.settings.metrics.isServed ? self.settings.metrics.port : nil }

    private func router(_ endpoint: SocketEndpoint) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: TelemetryMiddleware(telemetry: self.settings.telemetry))
        router.add(middleware: CORSMiddleware(policy: endpoint.origins))
        router.add(
            middleware: ErrorMiddleware(table: self.table(endpoint), metrics: self.settings.telemetry.metrics)
        )
        router.add(middleware: AdmissionMiddleware(traffic: self.traffic))
        router.add(middleware: OriginMiddleware(policy: endpoint.origins, publicURL: self.settings.publicURL))
        self.addRoutes(to: router, endpoint)
        return router
    }

    private func addRoutes(to router: Router<BasicRequestContext>, _ endpoint: SocketEndpoint) {
        SessionRoutes(
            sessions: self.sessions,
            settings: self.settings,
            endpoint: endpoint,
            door: self.door,
            traffic: self.traffic
        ).add(to: router)
        if self.door.hasAdmins { AdminRoutes(sessions: self.sessions, door: self.door).add(to: router) }
        DescriptionRoutes().add(to: router)
        self.mcp?.add(to: router)
        self.operations.add(to: router, metrics: false)
        if self.settings.metrics.isServed, self.operationsPort == nil {
            self.operations.addMetrics(to: router, behind: self.door)
        }
    }

    private func table(_ endpoint: SocketEndpoint) -> RouteTable {
        let router = Router(context: BasicRequestContext.self)
        self.addRoutes(to: router, endpoint)
        return RouteTable(router)
    }

    /// The paths that are served, each with a method it knows.
    package var routes: [(method: String, path: String)] {
        self.table(self.endpoint).routes.map { ($0.method, $0.path) }
    }

    private var endpoint: SocketEndpoint {
        SocketEndpoint(
            sessions: self.sessions,
            door: self.door,
            origins: OriginPolicy(self.settings.allowedOrigins),
            agents: self.settings.agents,
            traffic: self.traffic
        )
    }

    /// Pings the sockets until the service is told to stop, then lets them go.
    private func keepSockets() async {
        let registry = self.registry
        let interval = self.settings.pingInterval
        let clock = self.clock
        try? await cancelWhenGracefulShutdown {
            while true {
                try await clock.sleep(for: interval)
                registry.pingAll()
            }
        }
        await registry.stop()
    }
}
