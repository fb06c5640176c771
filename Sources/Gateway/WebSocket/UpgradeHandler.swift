import HTTPTypes
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
    }

    struct Configuration: Sendable {
        let endpoint: SocketEndpoint
        let limits: GatewaySettings.Limits
        let timeouts: GatewaySettings.Timeouts
        let traffic: Traffic
        let registry: SocketRegistry
        let metrics: ServiceMetrics
        let logger: Logger
    }

    private let configuration: Configuration
    private let codec: Codec
    private let negotiated: EventLoopPromise<Negotiated>
    private var speaksHTTP = false
    /// What came while it is decided whether the request becomes a socket.
    private var held: [HTTPServerRequestPart]?
    private var isUpgraded = false

    init(_ configuration: Configuration, codec: Codec, negotiated: EventLoopPromise<Negotiated>) {
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
        guard error is HTTPParserError else { return context.close(promise: nil) }
        let body = ByteBuffer(string: #"{"code":"invalid_request","detail":"This is not valid HTTP/1.1."}"#)
        var headers: NIOHTTP1.HTTPHeaders = [
            "content-type": "application/json", "content-length": "\(body.readableBytes)", "connection": "close",
        ]
        headers.add(contentsOf: SecurityHeaders.fields.map { ($0.name.rawName, $0.value) })
        context.write(
            self.wrapOutboundOut(.head(.init(version: .http1_1, status: .badRequest, headers: headers))),
            promise: nil
        )
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: written)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = self.unwrapInboundIn(data)
        if self.held != nil {
            self.held?.append(part)
        } else if case .head(let head) = part, SocketEndpoint.isCandidate(head) {
            self.held = [part]
            self.decide(head, context)
        } else {
            self.pass(part, context)
        }
    }

    private func decide(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let offered = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        let chosen = BearerToken.chosen(of: offered)
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in
                channel.eventLoop.makeSucceededFuture(chosen.map { ["Sec-WebSocket-Protocol": $0] } ?? [:])
            },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() }
        )
        let endpoint = self.configuration.endpoint
        let peer = Peer(context.remoteAddress, proxies: self.configuration.traffic.proxies)
        let origin = peer.origin(head.headers)
        let response = upgrader.buildUpgradeResponse(
            channel: context.channel,
            upgradeRequest: head,
            initialResponseHeaders: [:]
        )
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: eventLoop)
        let decision = response.flatMap { headers in
            eventLoop.makeFutureWithTask { try await endpoint.grant(head, from: origin).map { ($0, headers) } }
        }
        decision.whenComplete { result in
            let (handler, context) = bound.value
            guard context.channel.isActive else { return }
            switch result {
            case .success(let (grant, headers)?): handler.upgrade(grant, headers, context)
            case .failure(let error as APIError): context.answer(error)
            default: handler.refuse(context)
            }
        }
    }

    private func upgrade(
        _ grant: SocketEndpoint.Grant,
        _ headers: NIOHTTP1.HTTPHeaders,
        _ context: ChannelHandlerContext
    ) {
        var headers = headers
        headers.replaceOrAdd(name: "connection", value: "upgrade")
        headers.replaceOrAdd(name: "upgrade", value: "websocket")
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        self.isUpgraded = true
        self.held = nil
        let frames = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: self.configuration.limits.frameBytes))
        let connection = WebSocketConnection(
            grant,
            limits: self.configuration.limits,
            rates: self.configuration.traffic.rates,
            registry: self.configuration.registry,
            metrics: self.configuration.metrics,
            isShielded: self.speaksHTTP,
            logger: self.configuration.logger
        )
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(frames, position: .after(self.codec.decoder))
            try pipeline.addHandler(connection, position: .after(frames))
        } catch {
            return context.close(promise: nil)
        }
        // What stood behind the codec hears that nothing more comes, and ends.
        if self.speaksHTTP { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
        pipeline.removeHandler(self.codec.encoder, promise: nil)
        pipeline.removeHandler(self.codec.decoder, promise: nil)
        if !self.speaksHTTP { pipeline.removeHandler(context: context, promise: nil) }
    }

    /// Lets the request go on to where its answer says what is wrong with it.
    private func refuse(_ context: ChannelHandlerContext) {
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
