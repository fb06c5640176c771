import AgentRuntime
import HTTPTransport
import Logging
import NIOConcurrencyHelpers

/// An MCP server over HTTP: each message is posted, the response is JSON or a stream of events. Streamable HTTP of
/// 2025-03-26 and later.
final class MCPEndpoint: MCPConnection {
    /// A response may have so many bytes.
    static let largestResponse = 8 * 1024 * 1024
    private let url: String
    private let headers: [String: Secret]
    private let allowedPeers: AllowedPeers
    let http: HTTPClient
    private let connect: Duration
    let clock: any Clock<Duration>
    let onListChange: @Sendable () -> Void
    private let logger: Logger
    private let lastID = NIOLockedValueBox(0)

    /// - Parameters:
    ///   - connect: how long reaching the host may take.
    ///   - clock: what the waits before a stream is taken up again are measured on.
    ///   - onListChange: called when the server says that its tools have changed.
    init(
        url: String,
        headers: [String: Secret],
        allowedPeers: AllowedPeers,
        http: HTTPClient,
        connect: Duration,
        logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(),
        onListChange: @escaping @Sendable () -> Void
    ) {
        self.url = url
        self.headers = headers
        self.allowedPeers = allowedPeers
        self.http = http
        self.connect = connect
        self.clock = clock
        self.onListChange = onListChange
        self.logger = logger
    }

    /// A server over HTTP is not ours to start.
    let incarnation = 0

    func send(_ request: MCPRequest) async throws -> MCPResponse {
        let id = self.lastID.withLockedValue { last in
            last += 1
            return last
        }
        do {
            return try await self.exchange(self.post(request.message(id: id), request), id: id, in: request.era)
        } catch is CancellationError {
            // In the stateless era the closed connection says it.
            if !request.era.isStateless, request.isCancellable { self.takeBack(id, in: request.era) }
            throw CancellationError()
        }
    }

    func notify(_ method: String, in era: MCPEra) async throws {
        let message = JSONRPC.notification(method, era.dressed([:]))
        let response = try await self.response(to: self.post(message, MCPRequest(method: method, era: era)))
        guard response.head.isSuccess else { throw self.failure(response, in: era) }
    }

    func listen(in era: MCPEra) async throws {
        if era.isStateless {
            _ = try await self.send(.listening(in: era))
            return
        }
        var request = self.request("GET", accept: "text/event-stream", in: era)
        request.timeouts.idle = MCPRequest.silence
        try await self.withResponse(to: request) { head, body in
            guard head.isSuccess else { throw self.failure(HTTPClientResponse(head: head, body: []), in: era) }
            guard head.isEventStream else { throw MCPError.status(head.status) }
            var reader = MCPEventReader(limit: Self.largestResponse)
            for try await piece in body {
                for message in try reader.messages(after: piece) { await self.receive(message, in: era) }
            }
        }
    }

    func close(_ era: MCPEra?) async {
        guard let era, era.session != nil else { return }
        var request = self.request("DELETE", accept: "application/json", in: era)
        request.timeouts.total = .seconds(2)
        _ = try? await self.http.send(request, maximumBodyBytes: 64 * 1024)
    }

    // MARK: Requests

    func post(_ message: JSONValue, _ request: MCPRequest) -> HTTPClientRequest {
        var post = self.request("POST", accept: "application/json, text/event-stream", in: request.era)
        post.body = message.encoded
        post.headers["Content-Type"] = "application/json"
        post.timeouts.idle = request.idle
        post.mayRepeat = request.mayRepeat
        if request.method == "initialize" { post.headers[MCPProtocol.Header.version] = nil }
        if request.era.isStateless {
            post.headers[MCPProtocol.Header.method] = request.method
            if let member = MCPProtocol.namedBy[request.method], let name = request.params[member]?.string {
                post.headers[MCPProtocol.Header.name] = MCPHeaderValue.encoded(name)
            }
            for (field, value) in request.mirrored.sorted(by: { $0.key < $1.key }) { post.headers[field] = value }
        }
        return post
    }

    func request(_ method: String, accept: String, in era: MCPEra) -> HTTPClientRequest {
        var headers: HTTPHeaders = ["Accept": accept, MCPProtocol.Header.version: era.version]
        if let session = era.session { headers[MCPProtocol.Header.session] = session }
        for (name, value) in self.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value.value }
        return HTTPClientRequest(
            method: method,
            url: self.url,
            headers: headers,
            timeouts: HTTPTimeouts(connect: self.connect),
            allowedPeers: self.allowedPeers
        )
    }

    private func response(to request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await self.http.send(request, maximumBodyBytes: Self.largestResponse)
        } catch {
            throw Self.translated(error)
        }
    }

    func withResponse<Result>(
        to request: HTTPClientRequest,
        _ body: (HTTPResponseHead, HTTPResponseBody) async throws -> Result
    ) async throws -> Result {
        do {
            return try await self.http.withResponse(to: request, body)
        } catch let error as HTTPTransportError {
            throw Self.translated(error)
        }
    }

    private static func translated(_ error: HTTPTransportError) -> any Error {
        switch error {
        case .cancelled: CancellationError()
        case .invalidRequest, .unknownHost, .forbiddenAddress, .cannotConnect, .proxy, .tls,
            .timedOut(.connect), .shutDown(wasSent: false):
            MCPError.unreachable("\(error)")
        case .protocolViolation, .bodyTooLarge: MCPError.invalid("\(error)")
        case .timedOut, .status, .unanswered, .truncated, .failed, .shutDown(wasSent: true):
            MCPError.connectionLost("\(error)")
        }
    }
}
