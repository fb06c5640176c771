import NIOCore
import NIOHTTP1
import Observability

/// Hands on one request at a time, the next once the one before is read and answered, and holds clients to RFC 9112. What is
/// wrong with a request is answered in the API's shape, after the answers that come before it.
final class RequestOrder: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Item {
        case part(HTTPServerRequestPart)
        case failure(any Error)
        case inputClosed
    }

    /// The request that has been handed on.
    private struct Current {
        let method: HTTPMethod
        let version: HTTPVersion
        /// Whether the connection ends with its answer.
        var isLast: Bool
        var isRead = false
        var isAnswered = false
        var isUpgraded = false
    }

    private let bodyBytes: Int
    private let closeTimeout: TimeAmount
    private let metrics: ServiceMetrics
    private var current: Current?
    /// What has come behind the current request.
    private var waiting = CircularBuffer<Item>()
    private var wantsRead = false
    /// The parser has given up; whatever it says after that says nothing new.
    private var isBroken = false
    /// The last answer is written: the client is left time to read it.
    private var isOver = false
    private var deadline: Scheduled<Void>?

    /// - Parameters:
    ///   - bodyBytes: a body that is announced larger is not asked for.
    ///   - closeTimeout: how long a client may take to end a connection after its last answer.
    init(bodyBytes: Int, closeTimeout: TimeAmount, metrics: ServiceMetrics) {
        self.bodyBytes = bodyBytes
        self.closeTimeout = closeTimeout
        self.metrics = metrics
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.take(.part(self.unwrapInboundIn(data)), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if self.isOver { context.read() } else { context.fireChannelReadComplete() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.deadline?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard (event as? ChannelEvent) == .inputClosed else { return context.fireUserInboundEventTriggered(event) }
        if self.isOver { context.close(promise: nil) } else { self.take(.inputClosed, context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !self.isBroken, !self.isOver else { return }
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        self.isBroken = true
        self.take(.failure(error), context)
    }

    /// What has come and is not handed on yet holds the client back.
    func read(context: ChannelHandlerContext) {
        if self.waiting.isEmpty || self.isOver { context.read() } else { self.wantsRead = true }
    }

    private func take(_ item: Item, _ context: ChannelHandlerContext) {
        guard !self.isOver else { return }
        self.waiting.append(item)
        if self.waiting.count == 1 { self.proceed(context) }
    }

    /// Hands on what may be handed on now.
    private func proceed(_ context: ChannelHandlerContext) {
        while let item = self.waiting.first, !self.isOver {
            switch item {
            case .part(.head(let head)):
                guard self.current == nil else { return }
                self.begin(head, context)
            case .part(let part):
                if case .end = part { self.current?.isRead = true }
                context.fireChannelRead(self.wrapInboundOut(part))
                self.endIfDone()
            case .failure(let error):
                if self.current?.isRead == true { return }
                self.fail(error, context)
            case .inputClosed:
                context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
            if !self.waiting.isEmpty { self.waiting.removeFirst() }
        }
        if self.wantsRead {
            self.wantsRead = false
            context.read()
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        do throws(APIError) {
            var head = head
            try head.holdToHTTP()
            let isTooLarge = head.headers.first(name: "content-length").flatMap(Int.init).map { $0 > self.bodyBytes }
            // After a request for another protocol the parser reads nothing more.
            let asksForUpgrade = head.headers.contains(name: "upgrade")
            let isLast =
                !head.isKeepAlive || head.version.minor < 1 || asksForUpgrade || isTooLarge ?? false
                || head.method == .CONNECT
            self.current = Current(method: head.method, version: head.version, isLast: isLast)
            if isLast, !asksForUpgrade { head.headers.replaceOrAdd(name: "connection", value: "close") }
            if head.headers.contains(name: "expect"), isTooLarge != true, head.version.minor > 0 {
                let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(self.wrapOutboundOut(.head(goOn)), promise: nil)
            }
            context.fireChannelRead(self.wrapInboundOut(.head(head)))
        } catch {
            self.refuse(error, context)
        }
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard self.current != nil else { return self.refuse(.unreadable(error), context) }
        // In the middle of a body: whoever reads it is told.
        self.current?.isLast = true
        context.fireErrorCaught(error)
    }

    // MARK: Out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let current, !current.isAnswered, !self.isOver else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        let isHead = current.method == .HEAD
        switch self.unwrapOutboundIn(data) {
        case .head(var head):
            if current.version.minor < 1 { head.version = current.version }
            let isLast = current.isLast || head.headers[canonicalForm: "connection"].contains { $0 == "close" }
            self.current?.isUpgraded = head.status == .switchingProtocols
            if isLast, head.status != .switchingProtocols {
                self.current?.isLast = true
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .body where isHead:
            promise?.succeed()
        case .body(let body):
            context.write(self.wrapOutboundOut(.body(body)), promise: promise)
        case .end(let trailers):
            self.current?.isAnswered = true
            // The encoder would end a body that an answer to HEAD does not have.
            if isHead {
                context.flush()
                promise?.succeed()
            } else {
                context.writeAndFlush(self.wrapOutboundOut(.end(trailers)), promise: promise)
            }
            self.endIfDone()
            if current.isUpgraded { return }
            if current.isLast { return self.finish(context) }
            self.proceed(context)
            // Readers take what they were handed at the end of a read.
            context.fireChannelReadComplete()
        }
    }

    private func endIfDone() {
        if let current, current.isRead, current.isAnswered, !current.isLast { self.current = nil }
    }

    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        context.refuse(error, counting: self.metrics)
        self.finish(context)
    }

    /// Ends the connection behind what is written. The client's end is awaited: were the service to close with something
    /// unread, the system would take back the answer that the client has not read yet.
    private func finish(_ context: ChannelHandlerContext) {
        self.isOver = true
        self.waiting.removeAll()
        let channel = context.channel
        self.deadline = context.eventLoop.scheduleTask(in: self.closeTimeout) { channel.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        context.read()
    }
}
