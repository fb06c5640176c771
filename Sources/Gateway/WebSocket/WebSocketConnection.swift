import AgentRuntime
import Logging
import NIOCore
import NIOWebSocket
import Observability

/// One socket (RFC 6455): the frames, the pings and the closing handshake around a conversation.
///
/// It lives on its channel's event loop and needs no task.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// How far the closing handshake is.
    private enum Phase {
        case open
        /// A close frame is sent; the client's is awaited, and what it says before is dropped.
        case closing
        /// Nothing the client says counts any more; it is left time to read what it was sent.
        case over
    }

    private let conversation: any SocketConversation
    private let limits: GatewaySettings.Limits
    private let closeTimeout: TimeAmount
    private let registry: SocketRegistry
    private let metrics: ServiceMetrics
    private let logger: Logger
    /// Whether HTTP's handlers still stand behind this one and may want to close what is no longer theirs.
    private let isShielded: Bool
    private var assembler: MessageAssembler
    /// What has come of a header that is not whole.
    private var unread = ByteBuffer()
    private var context: ChannelHandlerContext?
    private var sink: SocketSink?
    private var end: (@Sendable () -> Void)?
    /// What came before the conversation began.
    private var early: [MessageAssembler.Event]? = []
    /// What was wrong behind it.
    private var earlyFault: SocketClosure?
    private var phase = Phase.open
    private var deadline: Scheduled<Void>?
    /// Closes the socket when its token is good no more.
    private var usher: SocketUsher?
    private var awaitsPong = false

    /// - Parameter closeTimeout: how long a client may take to answer a close frame.
    init(
        _ conversation: any SocketConversation,
        limits: GatewaySettings.Limits,
        closeTimeout: TimeAmount,
        registry: SocketRegistry,
        metrics: ServiceMetrics,
        isShielded: Bool,
        logger: Logger
    ) {
        self.conversation = conversation
        self.limits = limits
        self.closeTimeout = closeTimeout
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
        let stay = self.conversation.stay
        if stay.isLimited {
            self.usher = SocketUsher(stay, on: context.eventLoop) { [weak self] in self?.close(.tokenExpired) }
        }
        let conversation = self.conversation
        let begun = context.eventLoop.makeFutureWithTask { try await conversation.begin(sink) }
        begun.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let end): self.begin(end)
            case .failure(let error):
                self.logger.error("A session could not be read", metadata: ["error": "\(error)"])
                self.close(.failed)
            }
        }
    }

    /// Lets the sink write by itself once all that was written before, such as the answer to the handshake, is on its way.
    private func openDirectWay(_ context: ChannelHandlerContext) {
        guard let sink, let descriptor = SocketDescriptor(of: context) else { return }
        self.write(ByteBuffer())?.whenSuccess { sink.open(descriptor) }
    }

    private func begin(_ end: @escaping @Sendable () -> Void) {
        guard let context else { return end() }
        self.end = end
        self.openDirectWay(context)
        self.hearEarly()
        context.read()
    }

    /// Takes in what came before the conversation began, and from now on what comes.
    private func hearEarly() {
        let (early, fault) = (self.early ?? [], self.earlyFault)
        self.early = nil
        self.earlyFault = nil
        for event in early { self.handle(event) }
        if let fault { self.fail(fault) }
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
        self.deadline?.cancel()
        self.usher?.stop()
        self.usher = nil
        self.end?()
        self.end = nil
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
        guard self.phase != .over, self.earlyFault == nil else { return }
        self.awaitsPong = false
        var bytes = self.unwrapInboundIn(data)
        if self.unread.readableBytes > 0 {
            self.unread.writeBuffer(&bytes)
            swap(&self.unread, &bytes)
        }
        do throws(SocketClosure) {
            while self.phase != .over, let event = try self.assembler.next(from: &bytes) {
                if self.early != nil { self.early?.append(event) } else { self.handle(event) }
            }
            self.unread = ByteBuffer(bytes: bytes.readableBytesView)
        } catch {
            if self.early == nil { self.fail(error) } else { self.earlyFault = error }
        }
    }

    private func fail(_ fault: SocketClosure) {
        self.close(fault)
        self.endOutput()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if self.early == nil || self.phase != .open { context.read() }
    }

    /// Reading goes by this handler's pace alone: not before the conversation has begun, and always afterwards.
    func read(context: ChannelHandlerContext) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func handle(_ event: MessageAssembler.Event) {
        switch (event, self.phase) {
        case (.close(let code), .open): self.answerClose(code)
        case (.close, _): self.endOutput()
        case (.ping(let payload), .open): if self.sink?.write(0xA, payload) == false { self.close(.tooSlow) }
        case (.message(let message), .open):
            if let sink { self.conversation.receive(message, from: sink) }
        case (.pong, _), (_, .closing), (_, .over): break
        }
    }

    // MARK: Out

    /// Writes bytes of WebSocket frames; `nil` once the socket is gone.
    func write(_ buffer: ByteBuffer) -> EventLoopFuture<Void>? {
        guard let context else { return nil }
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: promise)
        return promise.futureResult
    }

    /// Asks for a sign of life, which is anything the client sends; gives the client up that gave none since the last time.
    func ping() {
        guard self.phase == .open else { return }
        if self.awaitsPong {
            self.context?.close(promise: nil)
        } else {
            self.awaitsPong = true
            self.sink?.write(0x9, [])
        }
    }

    /// Sends what waits, then a close frame, and closes when the client has answered or has had its time.
    func close(_ closure: SocketClosure) {
        let code = UInt16(webSocketErrorCode: closure.code)
        self.sendClose([UInt8(code >> 8), UInt8(code & 0xFF)] + closure.reason.utf8)
        // From here on only a close frame counts: nothing is kept for a conversation that may never begin.
        self.hearEarly()
        self.context?.read()
    }

    private func answerClose(_ code: WebSocketErrorCode?) {
        let code = code.map { UInt16(webSocketErrorCode: $0) }
        self.sendClose(code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? [])
        self.endOutput()
    }

    private func sendClose(_ payload: [UInt8]) {
        guard let context, self.phase == .open else { return }
        self.phase = .closing
        self.sink?.write(0x8, payload)
        let channel = context.channel
        self.deadline = context.eventLoop.scheduleTask(in: self.closeTimeout) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }

    /// Says that nothing follows, behind all that waits to be written. The client then ends the connection: were the service
    /// to do so with something unread, the system would take back what the client has not read yet.
    private func endOutput() {
        guard let context, self.phase != .over else { return }
        self.phase = .over
        context.eventLoop.assumeIsolated().execute {
            self.write(ByteBuffer())?.assumeIsolated().whenComplete { _ in
                self.context?.close(mode: .output, promise: nil)
            }
        }
    }

    // MARK: What stands behind

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if self.isShielded { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.ioOnClosedChannel)
    }
}
