import Hummingbird
import HummingbirdCore
import Observability

extension ChatGateway {
    /// Connections that operators' machines may have at the same time; more wait to be accepted.
    private static let mostOperators = 100

    /// What operators ask, on a port of its own that need not be open to clients. They are held to the clients' pace: both
    /// share the process's file descriptors.
    func operationsServer(on port: Int, _ routes: OperationsRoutes) -> some ApplicationProtocol {
        let metrics = self.settings.telemetry.metrics
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeadersMiddleware())
        let table = Router(context: BasicRequestContext.self)
        routes.add(to: table, metrics: true)
        router.add(middleware: ErrorMiddleware(table: RouteTable(table), metrics: metrics))
        routes.add(to: router, metrics: true)
        let configuration = GatewayChannel.Configuration(
            limits: self.settings.limits,
            timeouts: self.settings.timeouts,
            metrics: metrics,
            closeTimeout: self.settings.closeTimeout,
            logger: self.logger
        ) { _, _ in nil }
        return Application(
            responder: router.buildResponder(),
            server: HTTPServerBuilder { GatewayChannel(responder: $0, configuration: configuration) },
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.metrics.host, port: port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostOperators, logger: self.logger)
            ),
            onServerRunning: { [onOperationsListening = self.settings.metrics.onListening] channel in
                await onOperationsListening(channel.localAddress?.port ?? 0)
            },
            logger: self.logger
        )
    }
}
