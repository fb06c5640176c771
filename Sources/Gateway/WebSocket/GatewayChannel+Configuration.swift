package import Logging
package import NIOHTTP1
package import Observability

extension GatewayChannel {
    /// What the connections of a gateway have in common.
    package struct Configuration: Sendable {
        /// Finds what the socket is for that a request asks for; `nil` where there are no sockets, and the request is answered
        /// as any other.
        /// - Throws: why it is refused: what ``APIError`` has an answer for.
        package typealias Conversations =
            @Sendable (HTTPRequestHead, ClientOrigin) async throws -> (any SocketConversation)?

        let limits: GatewaySettings.Limits
        let timeouts: GatewaySettings.Timeouts
        let proxies: GatewaySettings.Proxies
        let connections: ConnectionSlots
        let registry: SocketRegistry
        let metrics: ServiceMetrics
        /// How long a client may take to end a connection that the service has ended.
        let closeTimeout: Duration
        let logger: Logger
        let conversation: Conversations

        package init(
            limits: GatewaySettings.Limits,
            timeouts: GatewaySettings.Timeouts = .init(),
            proxies: GatewaySettings.Proxies = .init(),
            connections: ConnectionSlots = ConnectionSlots(),
            registry: SocketRegistry = SocketRegistry(),
            metrics: ServiceMetrics = ServiceMetrics(),
            closeTimeout: Duration = .seconds(5),
            logger: Logger,
            conversation: @escaping Conversations
        ) {
            self.limits = limits
            self.timeouts = timeouts
            self.proxies = proxies
            self.connections = connections
            self.registry = registry
            self.metrics = metrics
            self.closeTimeout = closeTimeout
            self.logger = logger
            self.conversation = conversation
        }
    }
}
