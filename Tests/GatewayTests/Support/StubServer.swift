import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers HTTP requests on the loopback interface as a test says, and notes them.
final class StubServer: Sendable {
    struct Request: Sendable {
        let method: String
        let headers: [String: String]
        let body: String
    }

    typealias Answer = @Sendable (Request) -> (status: Int, body: String)
    /// Where an answer waits, if it does.
    typealias Hold = @Sendable () -> Gate?

    private let channel: any Channel
    private let received: NIOLockedValueBox<[Request]>
    private let arrivals: Gate

    private init(_ channel: any Channel, _ received: NIOLockedValueBox<[Request]>, _ arrivals: Gate) {
        self.channel = channel
        self.received = received
        self.arrivals = arrivals
    }

    deinit { self.channel.close(promise: nil) }

    var url: String { "http://127.0.0.1:\(self.channel.localAddress?.port ?? 0)/it" }
    var requests: [Request] { self.received.withLockedValue(\.self) }

    /// Waits until so many requests have come.
    func received(_ count: Int) async throws { try await self.arrivals.arrived(count) }

    static func running(hold: @escaping Hold = { nil }, _ answer: @escaping Answer) async throws -> StubServer {
        let received = NIOLockedValueBox<[Request]>([])
        let arrivals = Gate()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(hold) { request in
                            received.withLockedValue { $0.append(request) }
                            arrivals.arrive()
                            return answer(request)
                        }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return StubServer(channel, received, arrivals)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let hold: Hold
        private let answer: Answer
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ hold: @escaping Hold, _ answer: @escaping Answer) { (self.hold, self.answer) = (hold, answer) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch self.unwrapInboundIn(data) {
            case .head(let head): (self.head, self.body) = (head, [])
            case .body(let bytes): self.body += bytes.readableBytesView
            case .end:
                guard let head else { return }
                let fields = head.headers.map { ($0.name.lowercased(), $0.value) }
                let request = Request(
                    method: head.method.rawValue,
                    headers: Dictionary(fields) { first, _ in first },
                    body: String(decoding: self.body, as: UTF8.self)
                )
                let (status, text) = self.answer(request)
                guard let gate = self.hold() else { return self.write(status, text, context) }
                let passed = context.eventLoop.makeFutureWithTask { await gate.passUncancellably() }
                passed.assumeIsolated().whenSuccess { self.write(status, text, context) }
            }
        }

        private func write(_ status: Int, _ text: String, _ context: ChannelHandlerContext) {
            let bytes = ByteBuffer(string: text)
            let response = HTTPResponseHead(
                version: .http1_1,
                status: .init(statusCode: status),
                headers: ["Content-Length": "\(bytes.readableBytes)", "Content-Type": "application/json"]
            )
            context.write(self.wrapOutboundOut(.head(response)), promise: nil)
            context.write(self.wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}

/// A clock for what is on record, that a test moves.
final class SetTime: Sendable {
    private let instant = NIOLockedValueBox(Timestamp(milliseconds: 1_700_000_000_000))
    var now: Timestamp { self.instant.withLockedValue(\.self) }
    /// Seconds since 1970.
    var seconds: Int { Int(self.now.milliseconds / 1000) }
    func advance(by duration: Duration) { self.instant.withLockedValue { $0 = $0 + duration } }
}
