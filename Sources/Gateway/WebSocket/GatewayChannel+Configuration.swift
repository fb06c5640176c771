package import Logging
package import NIOHTTP1

extension GatewayChannel {
    /// What the connections of a gateway have in common.
    package struct Configuration: Sendable {
        let limits: GatewaySettings.Limits
        let registry: SocketRegistry
        /// How long a connection may be silent, at its beginning and between requests.
        let idleTimeout: Duration
        /// How long a client may take to end a connection that the service has ended.
        let closeTimeout: Duration
        let logger: Logger
        /// What the socket is for that a request asks for; `nil` for a request that is refused, whose answer says why.
        let conversation: @Sendable (HTTPRequestHead) async -> (any SocketConversation)?

        package init(
            limits: GatewaySettings.Limits,
            registry: SocketRegistry = SocketRegistry(),
            idleTimeout: Duration = .seconds(60),
            closeTimeout: Duration = .seconds(5),
            logger: Logger,
            conversation: @escaping @Sendable (HTTPRequestHead) async -> (any SocketConversation)?
        ) {
            self.limits = limits
            self.registry = registry
            self.idleTimeout = idleTimeout
            self.closeTimeout = closeTimeout
            self.logger = logger
            self.conversation = conversation
        }
    }
}
