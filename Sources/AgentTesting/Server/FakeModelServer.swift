/// A language model's server on the loopback interface: it speaks OpenAI's chat completions, OpenAI's Responses and
/// Anthropic's Messages, each at its path, says what it is told to, and can break in every way a provider does.
public final class FakeModelServer: Sendable {
    /// Chooses the reply to a request; called on the server's threads.
    public typealias Responder = @Sendable (FakeModelRequest) -> FakeModelReply

    private let server: StubHTTPServer

    private init(_ server: StubHTTPServer) {
        self.server = server
    }

    /// Where it listens: a free port the system chose.
    public var port: Int { self.server.port }

    /// Starts a server that gives these replies, in the order of the requests; a request beyond the last is answered with
    /// status 500 and says so. Whoever starts it must ``shutdown()``.
    /// - Throws: `IOError` when no port can be had.
    public static func running(_ script: FakeModelReply...) async throws -> FakeModelServer {
        try await Self.running(script)
    }

    /// Starts a server that gives these replies, in the order of the requests.
    public static func running(_ script: [FakeModelReply]) async throws -> FakeModelServer {
        let script = StubScript(script)
        return try await Self.running { _ in script.next { .failure(status: 500, message: $0) } }
    }

    /// Starts a server that asks `responder` for each reply.
    /// - Parameters:
    ///   - threads: how many threads serve. Default 1.
    ///   - recordsRequests: whether ``requests`` are kept; a benchmark does without.
    ///   - sendBuffer: bytes that the system may hold of what was sent to a client and not taken; its own choice if `nil`.
    /// - Throws: `IOError` when no port can be had.
    public static func running(
        threads: Int = 1,
        recordsRequests: Bool = true,
        sendBuffer: Int? = nil,
        responder: @escaping Responder
    ) async throws -> FakeModelServer {
        FakeModelServer(
            try await StubHTTPServer.running(
                .now { Self.response(to: $0, from: responder) },
                threads: threads,
                records: recordsRequests,
                sendBuffer: sendBuffer,
                counts: { $0.method == "POST" && FakeModelWire(path: $0.path) != nil }
            )
        )
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
    public var requests: [FakeModelRequest] { self.server.requests }

    /// How many connections were opened so far.
    public var connectionCount: Int { self.server.connectionCount }

    /// Waits until so many requests for completions have come.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func received(_ count: Int = 1) async throws {
        try await self.server.received(count)
    }

    /// Waits until so many clients have dropped their connection in the middle of a reply.
    /// - Throws: `CancellationError` when the task is cancelled before.
    public func abandoned(_ count: Int = 1) async throws {
        try await self.server.abandoned(count)
    }

    /// Drops all connections and ends.
    public func shutdown() async {
        await self.server.shutdown()
    }

    private static func response(to request: FakeModelRequest, from responder: Responder) -> StubHTTPResponse {
        let wire = FakeModelWire(path: request.path)
        let reply: FakeModelReply =
            switch (wire, request.method) {
            case (nil, _):
                .failure(status: 404, message: "There is no \(request.path) here.", type: "invalid_request_error")
            case (_?, "POST"): responder(request)
            case (_?, _):
                .failure(
                    status: 405,
                    message: "Use POST.",
                    type: "invalid_request_error",
                    headers: ["Allow": "POST"]
                )
            }
        return reply.response(over: wire ?? .chatCompletions, wantsUsage: request.wantsUsage)
    }
}
