import NIOCore
import NIOHTTP1
import Observability

/// Holds clients to a pace: the headers of a request, its body, and the next request must come in time. It stands behind the
/// HTTP codec, and goes when the connection becomes a socket.
final class RequestPace: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Stands before the codec and notes when a request begins.
    final class Arrival: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        fileprivate weak var pace: RequestPace?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.pace?.bytesArrived()
            context.fireChannelRead(data)
        }
    }

    private enum Phase {
        /// Before a request.
        case idle
        case head
        case body
        /// It is ours to answer.
        case answering
        /// The connection is given up.
        case over
    }

    private let timeouts: GatewaySettings.Timeouts
    private let arrival: Arrival
    private let metrics: ServiceMetrics
    private var context: ChannelHandlerContext?
    private var phase = Phase.head
    /// Requests whose answers have not ended, and whether the first of those answers has begun.
    private var unanswered = 0
    private var hasBegunAnswer = false
    private var timer: Scheduled<Void>?

    init(_ timeouts: GatewaySettings.Timeouts, arrival: Arrival, metrics: ServiceMetrics) {
        self.timeouts = timeouts
        self.arrival = arrival
        self.metrics = metrics
        arrival.pace = self
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.enter(.head)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.timer = nil
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.enter(.over)
        context.fireChannelInactive()
    }

    fileprivate func bytesArrived() {
        if self.phase == .idle { self.enter(.head) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.phase != .over else { return }
        switch self.unwrapInboundIn(data) {
        case .head:
            self.unanswered += 1
            self.enter(.body)
        case .body: break
        case .end: self.enter(self.unanswered > 0 ? .answering : .idle)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard self.phase != .over else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(data, promise: promise)
        switch self.unwrapOutboundIn(data) {
        case .head(let head):
            self.hasBegunAnswer = true
            if head.status == .switchingProtocols { self.leave(context) }
        case .body: break
        case .end:
            self.hasBegunAnswer = false
            self.unanswered -= 1
            if self.unanswered == 0, self.phase == .answering { self.enter(.idle) }
        }
    }

    /// The connection becomes a socket.
    private func leave(_ context: ChannelHandlerContext) {
        self.enter(.over)
        let pipeline = context.pipeline.syncOperations
        pipeline.removeHandler(self.arrival, promise: nil)
        pipeline.removeHandler(context: context, promise: nil)
    }

    private func enter(_ phase: Phase) {
        self.phase = phase
        self.timer?.cancel()
        self.timer = nil
        let limit: Duration
        switch phase {
        case .idle: limit = self.timeouts.keepAlive
        case .head: limit = self.timeouts.head
        case .body: limit = self.timeouts.body
        case .answering, .over: return
        }
        let loop = self.context?.eventLoop.assumeIsolated()
        self.timer = loop?.scheduleTask(in: TimeAmount(limit)) { [weak self] in self?.expire() }
    }

    private func expire() {
        guard let context else { return }
        // After an answer, or within one, an error would be taken for another.
        if self.phase == .idle || self.hasBegunAnswer || self.phase == .body && self.unanswered == 0 {
            context.close(promise: nil)
        } else {
            let limit = self.phase == .head ? self.timeouts.head : self.timeouts.body
            self.enter(.over)
            let channel = context.channel
            context.refuse(.requestTimeout, after: limit, counting: self.metrics)
                .whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
