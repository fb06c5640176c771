import AgentRuntime
import Logging
import NIOCore
import NIOWebSocket
import Observability

/// One socket: hands a client's messages to its session, and the session's frames to the client.
///
/// It lives on its channel's event loop and needs no task.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// How long a client may take to answer a close frame.
    private static let closeTimeout = TimeAmount.seconds(5)

    private let grant: SocketEndpoint.Grant
    private let limits: GatewaySettings.Limits
    private let rates: RateLimiter
    private let registry: SocketRegistry
    private let metrics: ServiceMetrics
    private let logger: Logger
    /// Whether HTTP's handlers still stand behind this one and may want to close what is no longer theirs.
    private let isShielded: Bool
    private var assembler: MessageAssembler
    private var context: ChannelHandlerContext?
    private var sink: SocketSink?
    private var attachment: FrameLog.Attachment?
    /// Messages that came before the session's frames flow.
    private var early: [MessageAssembler.Event]? = []
    /// Closes the socket when its token ends.
    private var expiry: Scheduled<Void>?
    private var isClosing = false
    private var awaitsPong = false

    init(
        _ grant: SocketEndpoint.Grant,
        limits: GatewaySettings.Limits,
        rates: RateLimiter,
        registry: SocketRegistry,
        metrics: ServiceMetrics,
        isShielded: Bool,
        logger: Logger
    ) {
        self.grant = grant
        self.limits = limits
        self.rates = rates
        self.registry = registry
        self.metrics = metrics
        self.isShielded = isShielded
        self.logger = logger
        self.assembler = MessageAssembler(limit: limits.frameBytes)
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let sink = SocketSink(self, on: context.eventLoop, limit: self.limits.bufferedBytes, metrics: self.metrics)
        self.sink = sink
        guard self.registry.insert(sink) else {
            // Not before HTTP's encoder has gone, which would take the close frame for its own.
            return context.eventLoop.assumeIsolated().execute { self.close(.serviceStopping) }
        }
        self.awaitExpiry(context)
        let grant = self.grant
        let attached = context.eventLoop.makeFutureWithTask {
            try await grant.session.attach(
                sink,
                after: grant.target.position,
                wantsAllFrames: grant.target.wantsAllFrames
            )
        }
        attached.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let attachment): self.begin(attachment)
            case .failure(let error):
                self.logger.error("A session could not be read", metadata: ["error": "\(error)"])
                self.close(.failed)
            }
        }
    }

    private func awaitExpiry(_ context: ChannelHandlerContext) {
        guard let end = self.grant.expiresAt else { return }
        let time = TimeAmount.milliseconds(max(0, (end - Timestamp.now).milliseconds))
        self.expiry = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            self?.close(.tokenExpired)
        }
    }

    /// Lets the sink write by itself once all that was written before, such as the answer to the handshake, is on its way.
    private func openDirectWay(_ context: ChannelHandlerContext) {
        guard let sink, let descriptor = SocketDescriptor(of: context) else { return }
        self.write(ByteBuffer())?.whenSuccess { sink.open(descriptor) }
    }

    private func begin(_ attachment: FrameLog.Attachment) {
        guard let context else { return self.grant.session.detach(attachment) }
        self.attachment = attachment
        self.openDirectWay(context)
        let early = self.early ?? []
        self.early = nil
        for event in early { self.handle(event) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
    }

    private func leave() {
        self.context = nil
        self.expiry?.cancel()
        self.expiry = nil
        if let attachment { self.grant.session.detach(attachment) }
        self.attachment = nil
        guard let sink else { return }
        self.sink = nil
        sink.disconnect()
        self.registry.remove(sink)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: context.close(promise: nil)
        case is ChannelShouldQuiesceEvent: self.close(.serviceStopping)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(SocketClosure) {
            guard let event = try self.assembler.receive(self.unwrapInboundIn(data)) else { return }
            if self.early != nil, event.isMessage { self.early?.append(event) } else { self.handle(event) }
        } catch {
            self.close(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: self.close(.tooLarge)
        case is NIOWebSocketError: self.close(.violation("malformed frame"))
        default: context.close(promise: nil)
        }
    }

    private func handle(_ event: MessageAssembler.Event) {
        guard !self.isClosing else {
            if case .close = event { self.context?.close(promise: nil) }
            return
        }
        switch event {
        case .text(let bytes): self.receive(bytes)
        case .binary: if self.mayReceive(0) { self.tell(.binary) }
        case .ping(let payload): if !self.writeControl(0xA, payload) { self.close(.tooSlow) }
        case .pong: self.awaitsPong = false
        case .close(let code): self.answerClose(code)
        }
    }

    private func receive(_ bytes: [UInt8]) {
        do throws(ClientMessage.Mistake) {
            switch try ClientMessage(parsing: bytes, limit: self.limits.messageCharacters) {
            case .cancel(let turn): self.grant.session.cancel(turn)
            case .approval(let call, let isApproved):
                guard self.mayReceive(bytes.count) else { return }
                self.send(.init(approving: call, isApproved, sender: self.sink, trace: self.grant.trace))
            case .message(let text, let id):
                guard self.mayReceive(bytes.count, id: id) else { return }
                self.send(.init(text, id: id, sender: self.sink, trace: self.grant.trace))
            }
        } catch {
            if self.mayReceive(bytes.count) { self.tell(error) }
        }
    }

    /// Whether the client may say so much now; if not, it is told how long to wait. A `cancel` is always heard.
    private func mayReceive(_ bytes: Int, id: String? = nil) -> Bool {
        let session = self.grant.session
        let party = RateLimiter.Party(address: self.grant.address, user: session.holder, session: session.id)
        do throws(RateLimiter.Exceeded) {
            try self.rates.count(.init(messages: 1, bytes: bytes), by: party)
            return true
        } catch {
            self.metrics.refused(error.reason)
            self.tell(ChatFrame(error, about: id))
            return false
        }
    }

    private func send(_ message: Session.Message) {
        do throws(Session.SendError) {
            try self.grant.session.send(message)
        } catch {
            if case .busy = error { self.metrics.refused("waiting_messages") }
            self.tell(ChatFrame(error, about: message.id))
        }
    }

    /// Tells this client alone what is wrong with its message.
    private func tell(_ mistake: ClientMessage.Mistake) {
        self.tell(.error(code: .init(rawValue: mistake.code), detail: mistake.detail, isRetryable: false))
    }

    private func tell(_ frame: ChatFrame) {
        guard let sink else { return }
        self.grant.session.send(frame, to: sink)
    }

    // MARK: Out

    /// Writes bytes of WebSocket frames; `nil` once the socket is gone.
    func write(_ buffer: ByteBuffer) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: promise)
        return promise.futureResult
    }

    /// - Returns: whether there was room for it.
    @discardableResult
    private func writeControl(_ opcode: UInt8, _ payload: ByteBuffer = ByteBuffer()) -> Bool {
        self.sink?.writeControl(opcode, payload) ?? true
    }

    func ping() {
        guard !self.isClosing else { return }
        if self.awaitsPong {
            self.context?.close(promise: nil)
        } else {
            self.awaitsPong = true
            self.writeControl(0x9)
        }
    }

    /// Sends what waits, then a close frame, and closes when the client has answered or has had its time.
    func close(_ closure: SocketClosure) {
        guard let context, !self.isClosing else { return }
        self.isClosing = true
        var payload = ByteBuffer()
        payload.write(webSocketErrorCode: closure.code)
        payload.writeString(closure.reason)
        self.writeControl(0x8, payload)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.closeTimeout) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }

    private func answerClose(_ code: WebSocketErrorCode?) {
        self.isClosing = true
        var payload = ByteBuffer()
        if let code { payload.write(webSocketErrorCode: code) }
        self.writeControl(0x8, payload)
        self.context?.close(promise: nil)
    }

    // MARK: What stands behind

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if self.isShielded { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.ioOnClosedChannel)
    }
}

extension MessageAssembler.Event {
    /// Whether the event is for the session rather than for the socket.
    fileprivate var isMessage: Bool {
        switch self {
        case .text, .binary: true
        case .ping, .pong, .close: false
        }
    }
}
