package import HummingbirdCore
package import Logging
package import NIOCore
import NIOHTTP1

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
        channel.eventLoop.makeCompletedFuture {
            let codec = UpgradeHandler.Codec(
                encoder: HTTPResponseEncoder(),
                decoder: ByteToMessageHandler(
                    HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: Self.headLimits)
                ),
                order: RequestOrder(
                    bodyBytes: self.configuration.limits.bodyBytes,
                    closeTimeout: TimeAmount(self.configuration.closeTimeout)
                )
            )
            let negotiated = channel.eventLoop.makePromise(of: Negotiated.self)
            try channel.pipeline.syncOperations.addHandlers(
                codec.encoder,
                codec.decoder,
                codec.order,
                UpgradeHandler(self.configuration, codec: codec, negotiated: negotiated)
            )
            return Value(channel: channel, negotiated: negotiated.futureResult)
        }
    }

    /// How much may stand before a body: 16 KiB in a field or a request's target, 64 KiB and 128 fields in all.
    private static var headLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 128
        return limits
    }

    /// Returns at once for a socket, which needs no task.
    package func handle(value: Value, logger: Logger) async {
        guard case .http(let channel)? = try? await value.negotiated.get() else { return }
        await self.handleHTTP(asyncChannel: channel, logger: logger)
    }
}
