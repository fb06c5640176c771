import AgentRuntime
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// A language model's server on the loopback interface: it speaks OpenAI's chat completions, OpenAI's Responses and
/// Anthropic's Messages, each at its path, says what it is told to, and can break in every way a provider does.
public final class FakeModelServer: Sendable {
    /// Chooses the reply to a request; called on the server's threads.
    public typealias Responder = @Sendable (FakeModelRequest) -> FakeModelReply

    private let group: MultiThreadedEventLoopGroup
    private let exchange: Exchange
    /// Where it listens: a free port the system chose.
    public let port: Int

    private init(group: MultiThreadedEventLoopGroup, exchange: Exchange, port: Int) {
        self.group = group
        self.exchange = exchange
        self.port = port
    }

    /// Starts a server that gives these replies, in the order of the requests; a request beyond the last is answered with
    /// status 500 and says so. Whoever starts it must ``shutdown()``.
    /// - Throws: `IOError` when no port can be had.
    public static func running(_ script: FakeModelReply...) async throws -> FakeModelServer {
        try await Self.running(script)
    }

    /// Starts a server that gives these replies, in the order of the requests.
    public static func running(_ script: [FakeModelReply]) async throws -> FakeModelServer {
        let served = NIOLockedValueBox(0)
        return try await Self.running { _ in
            let index = served.withLockedValue { count in
                defer { count += 1 }
                return count
            }
            guard script.indices.contains(index) else {
                return .failure(
                    status: 500,
                    message: "Request \(index + 1), but the script has \(script.count) replies."
                )
            }
            return script[index]
        }
    }

    /// Starts a server that asks `responder` for each reply.
    /// - Parameters:
    ///   - threads: how many threads serve. Default 1.
    ///   - recordsRequests: whether ``requests`` are kept; a benchmark does without.
    /// - Throws: `IOError` when no port can be had.
    public static func running(
        threads: Int = 1,
        recordsRequests: Bool = true,
        responder: @escaping Responder
    ) async throws -> FakeModelServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let exchange = Exchange(responder: responder, records: recordsRequests)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 4096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
                        try channel.pipeline.syncOperations.addHandler(decoder)
                        try channel.pipeline.syncOperations.addHandler(FakeModelHandler(exchange: exchange))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            return FakeModelServer(group: group, exchange: exchange, port: channel.localAddress?.port ?? 0)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Runs `body` with a server that gives these replies, in the order of the requests, and ends the server.
    @discardableResult
    public static func withServer<Result: Sendable>(
        _ script: FakeModelReply...,
        body: (FakeModelServer) async throws -> Result
    ) async throws -> Result {
        let server = try await Self.running(script)
        do {
            let result = try await body(server)
            await server.shutdown()
            return result
        } catch {
            await server.shutdown()
            throw error
        }
    }

    /// What a client is given as the provider's base URL, whatever the wire: `http://127.0.0.1:<port>/v1`.
    public var baseURL: String { "http://127.0.0.1:\(self.port)/v1" }

    /// The requests for completions so far, in order.
    public var requests: [FakeModelRequest] { self.exchange.requests.withLockedValue(\.self) }

    /// Waits until so many requests for completions have come.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func received(_ count: Int = 1) async throws {
        try await self.exchange.received.arrived(count)
    }

    /// Waits until so many clients have dropped their connection in the middle of a reply.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func abandoned(_ count: Int = 1) async throws {
        try await self.exchange.abandoned.arrived(count)
    }

    /// Drops all connections and ends.
    public func shutdown() async {
        try? await self.group.shutdownGracefully()
    }

    /// What the server's connections share.
    final class Exchange: Sendable {
        let responder: Responder
        let records: Bool
        let requests = NIOLockedValueBox<[FakeModelRequest]>([])
        let received = Gate(isOpen: true)
        let abandoned = Gate(isOpen: true)

        init(responder: @escaping Responder, records: Bool) {
            self.responder = responder
            self.records = records
        }

        func reply(to request: FakeModelRequest) -> FakeModelReply {
            guard FakeModelWire(path: request.path) != nil else {
                return .failure(
                    status: 404,
                    message: "There is no \(request.path) here.",
                    type: "invalid_request_error"
                )
            }
            guard request.method == "POST" else {
                return .failure(
                    status: 405,
                    message: "Use POST.",
                    type: "invalid_request_error",
                    headers: ["Allow": "POST"]
                )
            }
            let reply = self.responder(request)
            if self.records { self.requests.withLockedValue { $0.append(request) } }
            self.received.arrive()
            return reply
        }
    }
}
