import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection to the gateway: HTTP/1.1 until it becomes a socket, if it does.
struct GatewayChannel: ServerChildChannel, HTTPChannelHandler {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let negotiated: EventLoopFuture<Negotiated>
    }

    let responder: HTTPChannelHandler.Responder
    let configuration: UpgradeHandler.Configuration

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let codec = UpgradeHandler.Codec(
                encoder: HTTPResponseEncoder(),
                decoder: ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
            )
            let negotiated = channel.eventLoop.makePromise(of: Negotiated.self)
            try channel.pipeline.syncOperations.addHandlers(
                codec.encoder,
                codec.decoder,
                UpgradeHandler(self.configuration, codec: codec, negotiated: negotiated)
            )
            return Value(channel: channel, negotiated: negotiated.futureResult)
        }
    }

    /// Returns at once for a socket, which needs no task.
    func handle(value: Value, logger: Logger) async {
        guard case .http(let channel)? = try? await value.negotiated.get() else { return }
        await self.handleHTTP(asyncChannel: channel, logger: logger)
    }
}
