package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1
import Observability

/// A connection to the gateway: HTTP/1.1 until it becomes a socket, if it does.
package struct GatewayChannel: ServerChildChannel, HTTPChannelHandler {
    package struct Value: ServerChildChannelValue {
        package let channel: any Channel
        let negotiated: EventLoopFuture<Negotiated>
    }

    package let responder: HTTPChannelHandler.Responder
    let configuration: Configuration

    package init(responder: @escaping HTTPChannelHandler.Responder, configuration: Configuration) {
        self.responder = responder
        self.configuration = configuration
    }

    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard self.configuration.connections.take(channel) else {
            self.configuration.metrics.refused("too_many_connections")
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(ClosedDoor())
                return Value(channel: channel, negotiated: channel.eventLoop.makeSucceededFuture(.settled))
            }
        }
        return channel.eventLoop.makeCompletedFuture {
            let codec = UpgradeHandler.Codec(
                encoder: HTTPResponseEncoder(),
                decoder: ByteToMessageHandler(
                    HTTPRequestDecoder(
                        leftOverBytesStrategy: .forwardBytes,
                        limitConfiguration: Self.limits(self.configuration.limits.headerBytes)
                    )
                ),
                order: RequestOrder(
                    bodyBytes: self.configuration.limits.bodyBytes,
                    closeTimeout: TimeAmount(self.configuration.closeTimeout),
                    metrics: self.configuration.metrics
                )
            )
            let arrival = RequestPace.Arrival()
            let negotiated = channel.eventLoop.makePromise(of: Negotiated.self)
            try channel.pipeline.syncOperations.addHandlers(
                arrival,
                codec.encoder,
                codec.decoder,
                RequestPace(self.configuration.timeouts, arrival: arrival, metrics: self.configuration.metrics),
                codec.order,
                UpgradeHandler(self.configuration, codec: codec, negotiated: negotiated)
            )
            return Value(channel: channel, negotiated: negotiated.futureResult)
        }
    }

    /// Returns at once for a socket, which needs no task.
    package func handle(value: Value, logger: Logger) async {
        guard case .http(let channel)? = try? await value.negotiated.get() else { return }
        let peer = Peer(value.channel.remoteAddress, proxies: self.configuration.proxies)
        await Peer.$current.withValue(peer) { await self.handleHTTP(asyncChannel: channel, logger: logger) }
    }

    /// At most 128 fields.
    /// - Parameter bytes: that a request's line and headers may have together.
    private static func limits(_ bytes: Int) -> NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = bytes
        limits.maxHeaderListSize = bytes
        limits.maxHeaderFieldCount = 128
        return limits
    }
}
