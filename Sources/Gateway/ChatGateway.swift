public import AgentRuntime
import Glibc
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The service's face: REST and WebSocket over one port, as the integration guide promises them.
///
/// It knows sessions and frames, and neither tools nor models.
public struct ChatGateway: Service {
    private let sessions: SessionRegistry
    private let settings: GatewaySettings
    private let registry = SocketRegistry()
    private let mcp: MCPRoutes?
    private let onListening: @Sendable (_ port: Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - mcp: what is served at `/mcp`; nothing if `nil`.
    ///   - onListening: called once connections are accepted, with the port, which the system chose if it was to be 0.
    public init(
        sessions: SessionRegistry,
        settings: GatewaySettings,
        mcp: MCPAccess? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.sessions = sessions
        self.settings = settings
        self.mcp = mcp.map { MCPRoutes($0, settings: settings) }
        self.onListening = onListening
        self.logger = logger
    }

    /// Serves until the task's graceful shutdown: requests under way are answered, sockets are closed with 1001.
    /// - Throws: ``GatewayError`` when the address cannot be listened on.
    public func run() async throws {
        let endpoint = self.endpoint
        let messageCharacters = self.settings.limits.messageCharacters
        let configuration = GatewayChannel.Configuration(
            limits: self.settings.limits,
            registry: self.registry,
            closeTimeout: self.settings.closeTimeout,
            logger: self.logger
        ) { head in
            await endpoint.grant(head).map {
                ChatConversation(session: $0.session, target: $0.target, messageCharacters: messageCharacters)
            }
        }
        let application = Application(
            responder: self.router(endpoint).buildResponder(),
            server: HTTPServerBuilder { GatewayChannel(responder: $0, configuration: configuration) },
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: self.settings.port),
                serverName: nil
            ),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: self.logger
        )
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await application.run() }
                group.addTask { try await self.keepSockets() }
                if let mcp { group.addTask { try await mcp.keepSessions() } }
                try await group.next()
                group.cancelAll()
            }
        } catch let error as IOError {
            throw GatewayError(error, host: self.settings.host, port: self.settings.port)
        }
    }

    private func router(_ endpoint: SocketEndpoint) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: CORSMiddleware(policy: endpoint.origins))
        router.add(middleware: ErrorMiddleware(table: self.table(endpoint)))
        self.addRoutes(to: router, endpoint)
        return router
    }

    private func addRoutes(to router: Router<BasicRequestContext>, _ endpoint: SocketEndpoint) {
        SessionRoutes(sessions: self.sessions, settings: self.settings, endpoint: endpoint).add(to: router)
        DescriptionRoutes().add(to: router)
        self.mcp?.add(to: router)
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
            origins: OriginPolicy(self.settings.allowedOrigins),
            agents: self.settings.agents
        )
    }

    /// Pings the sockets until the service is told to stop, then lets them go.
    private func keepSockets() async throws {
        let registry = self.registry
        let interval = self.settings.pingInterval
        try await withGracefulShutdownHandler {
            try? await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: interval)
                    registry.pingAll()
                }
            }
            await registry.stop()
            try await Task.sleep(for: .seconds(86_400 * 365))
        } onGracefulShutdown: {
        }
    }
}

/// Why a gateway cannot listen.
public struct GatewayError: Error, CustomStringConvertible {
    public let description: String

    init(_ error: IOError, host: String, port: Int) {
        switch error.errnoCode {
        case EADDRINUSE:
            self.description = """
                Port \(port) is in use by another program. Stop it, or choose another port with CHAT_SERVICE_PORT or `port` in service.yaml.
                """
        case EACCES:
            self.description =
                "Port \(port) may not be used by this user. Choose one above 1023 with CHAT_SERVICE_PORT."
        case EADDRNOTAVAIL:
            self.description =
                "The address \(host) is not one of this machine's. Mend CHAT_SERVICE_HOST, or use 0.0.0.0."
        default:
            self.description = "Cannot listen on \(host):\(port): \(error)"
        }
    }
}
