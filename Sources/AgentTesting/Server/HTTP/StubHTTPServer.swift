import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on the loopback interface that answers as a test says: any back end of a tool.
///
/// It remembers what it was asked. It ends with ``shutdown()``, at the latest when it is let go.
public final class StubHTTPServer: Sendable {
    /// Answers a request. When it throws, the connection is dropped; when the client leaves, its task is cancelled.
    public typealias Responder = @Sendable (StubHTTPRequest) async throws -> StubHTTPResponse

    private let group: MultiThreadedEventLoopGroup
    private let exchange: StubHTTPExchange
    /// Where it listens: a free port the system chose.
    public let port: Int

    private init(group: MultiThreadedEventLoopGroup, exchange: StubHTTPExchange, port: Int) {
        self.group = group
        self.exchange = exchange
        self.port = port
    }

    deinit { self.group.shutdownGracefully { _ in } }

    /// Starts a server that asks `responder` for each response.
    /// - Throws: `IOError` when no port can be had.
    public static func running(_ responder: @escaping Responder) async throws -> StubHTTPServer {
        try await Self.running(.later(responder))
    }

    /// Starts a server that gives these responses, in the order of the requests; a request beyond the last is answered
    /// with status 500 and says so.
    /// - Throws: `IOError` when no port can be had.
    public static func running(script: StubHTTPResponse...) async throws -> StubHTTPServer {
        let script = StubScript(script)
        return try await Self.running { _ in script.next { .text($0, status: 500) } }
    }

    /// - Parameters:
    ///   - threads: how many threads serve.
    ///   - records: whether ``requests`` are kept.
    ///   - sendBuffer: bytes that the system may hold of what was sent to a client and not taken; its own choice if `nil`.
    ///   - counts: whether a request is one that tests wait for.
    static func running(
        _ answer: StubHTTPExchange.Answer,
        threads: Int = 1,
        records: Bool = true,
        sendBuffer: Int? = nil,
        counts: @escaping @Sendable (StubHTTPRequest) -> Bool = { _ in true }
    ) async throws -> StubHTTPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let exchange = StubHTTPExchange(answer, records: records, counts: counts)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 4096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let sendBuffer {
                            let size = ChannelOptions.socketOption(.so_sndbuf)
                            try channel.syncOptions?.setOption(size, value: SocketOptionValue(sendBuffer))
                        }
                        let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
                        try channel.pipeline.syncOperations.addHandler(decoder)
                        let handler = StubHTTPHandler(exchange: exchange, on: channel.eventLoop)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            return StubHTTPServer(group: group, exchange: exchange, port: channel.localAddress?.port ?? 0)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Where it is reached: `http://127.0.0.1:<port>`, without a path.
    public var url: String { "http://127.0.0.1:\(self.port)" }

    /// The requests so far, in order.
    public var requests: [StubHTTPRequest] { self.exchange.requests.withLockedValue(\.self) }

    /// How many connections were opened so far.
    public var connectionCount: Int { self.exchange.connectionCount.withLockedValue(\.self) }

    /// Waits until so many requests have come.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func received(_ count: Int = 1) async throws {
        try await self.exchange.received.arrived(count)
    }

    /// Waits until so many clients have dropped their connection before their answer was whole.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func abandoned(_ count: Int = 1) async throws {
        try await self.exchange.abandoned.arrived(count)
    }

    /// Drops all connections and ends.
    public func shutdown() async {
        try? await self.group.shutdownGracefully()
    }
}
