import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket
import Observability

/// What became of a connection.
enum Negotiated: Sendable {
    /// It speaks HTTP.
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    /// It became a socket, or ended before it said anything; nothing is left to do.
    case settled
}

/// Stands between the HTTP codec and whoever answers: turns a request for a socket into one, at any time in a connection's
/// life, since a proxy may have used it before. HTTP's own handlers come with the first request that is no such thing.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The handlers before this one, which a socket does not need.
    struct Codec {
        let encoder: HTTPResponseEncoder
        let decoder: ByteToMessageHandler<HTTPRequestDecoder>
        let order: RequestOrder
    }

    private let configuration: GatewayChannel.Configuration
    private let codec: Codec
    private let negotiated: EventLoopPromise<Negotiated>
    private var speaksHTTP = false
    /// What came while it is decided whether the request becomes a socket.
    private var held: [HTTPServerRequestPart]?
    private var isUpgraded = false

    init(_ configuration: GatewayChannel.Configuration, codec: Codec, negotiated: EventLoopPromise<Negotiated>) {
        self.configuration = configuration
        self.codec = codec
        self.negotiated = negotiated
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.settle()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.settle()
        context.fireChannelInactive()
    }

    private func settle() {
        if !self.speaksHTTP { self.negotiated.succeed(.settled) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        let isEnd = event is ChannelShouldQuiesceEvent || (event as? ChannelEvent) == .inputClosed
        if isEnd, !self.speaksHTTP { context.close(promise: nil) } else { context.fireUserInboundEventTriggered(event) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.speaksHTTP { return context.fireErrorCaught(error) }
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = self.unwrapInboundIn(data)
        if self.held != nil {
            self.held?.append(part)
        } else if case .head(let head) = part, Handshake.isSound(head) {
            self.held = [part]
            self.decide(head, context)
        } else {
            self.pass(part, context)
        }
    }

    private func decide(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        let configuration = self.configuration
        let origin = Peer(context.remoteAddress, proxies: configuration.proxies).origin(head.headers)
        let response = upgrader.buildUpgradeResponse(
            channel: context.channel,
            upgradeRequest: head,
            initialResponseHeaders: [:]
        )
        let path = head.uri.prefix { $0 != "?" }
        let route = path.split(separator: "/").count > 1 ? "/ws/{id}" : "/ws"
        let began = ContinuousClock.now
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: eventLoop)
        let decision = response.flatMap { headers in
            eventLoop.makeFutureWithTask { try await configuration.conversation(head, origin).map { ($0, headers) } }
        }
        decision.whenComplete { result in
            let (handler, context) = bound.value
            guard context.channel.isActive else { return }
            switch result {
            case .success(let (conversation, headers)?):
                configuration.metrics.answered(route, status: 101, after: .now - began)
                handler.upgrade(conversation, headers, Handshake.subprotocol(of: head), context)
            case .success(nil): handler.passOn(context)
            case .failure(let error):
                let error = APIError(answering: error, at: String(path), logger: configuration.logger)
                // The connection ends behind it, as it does behind every request for another protocol.
                context.refuse(error, at: route, after: .now - began, counting: configuration.metrics)
            }
        }
    }

    private func upgrade(
        _ conversation: any SocketConversation,
        _ headers: NIOHTTP1.HTTPHeaders,
        _ subprotocol: String?,
        _ context: ChannelHandlerContext
    ) {
        var headers = headers
        headers.replaceOrAdd(name: "connection", value: "upgrade")
        headers.replaceOrAdd(name: "upgrade", value: "websocket")
        if let subprotocol { headers.add(name: "sec-websocket-protocol", value: subprotocol) }
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        self.isUpgraded = true
        self.held = nil
        let connection = WebSocketConnection(
            conversation,
            limits: self.configuration.limits,
            closeTimeout: TimeAmount(self.configuration.closeTimeout),
            registry: self.configuration.registry,
            metrics: self.configuration.metrics,
            isShielded: self.speaksHTTP,
            logger: self.configuration.logger
        )
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(connection, position: .after(self.codec.order))
        } catch {
            return context.close(promise: nil)
        }
        // What stood behind the codec hears that nothing more comes, and ends.
        if self.speaksHTTP { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        pipeline.removeHandler(self.codec.encoder, promise: nil)
        pipeline.removeHandler(self.codec.order, promise: nil)
        pipeline.removeHandler(self.codec.decoder, promise: nil)
        if !self.speaksHTTP { pipeline.removeHandler(context: context, promise: nil) }
    }

    /// Lets the request go on to who answers all others.
    private func passOn(_ context: ChannelHandlerContext) {
        let parts = self.held ?? []
        self.held = nil
        for part in parts { self.pass(part, context) }
        context.fireChannelReadComplete()
    }

    private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        if !self.speaksHTTP { self.installHTTP(context) }
        guard case .head(var head) = part, head.headers.contains(name: "upgrade") else {
            return context.fireChannelRead(self.wrapInboundOut(part))
        }
        // The decoder reads nothing after a request that asked for another protocol.
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(self.wrapInboundOut(.head(head)))
    }

    private func installHTTP(_ context: ChannelHandlerContext) {
        self.speaksHTTP = true
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: self.configuration.logger))
            let channel = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
                wrappingChannelSynchronously: context.channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
            self.negotiated.succeed(.http(channel))
        } catch {
            self.negotiated.succeed(.settled)
            context.close(promise: nil)
        }
    }
}
