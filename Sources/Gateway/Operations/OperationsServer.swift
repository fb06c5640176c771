import Hummingbird

extension ChatGateway {
    /// What operators ask, on a port of its own that need not be open to clients.
    func operationsServer(on port: Int, _ routes: OperationsRoutes) -> some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeadersMiddleware())
        let table = Router(context: BasicRequestContext.self)
        routes.add(to: table, metrics: true)
        router.add(middleware: ErrorMiddleware(table: RouteTable(table)))
        routes.add(to: router, metrics: true)
        return Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(self.settings.host, port: port),
                serverName: nil
            ),
            onServerRunning: { [onOperationsListening = self.settings.metrics.onListening] channel in
                await onOperationsListening(channel.localAddress?.port ?? 0)
            },
            logger: self.logger
        )
    }
}
