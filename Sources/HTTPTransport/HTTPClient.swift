/// Sends HTTP requests: all transfers run through one libcurl multi handle on one thread.
///
/// Connections are kept and reused; over TLS, requests to one host share an HTTP/2 connection. Proxies come from the
/// environment as curl reads it.
public final class HTTPClient: Sendable {
    private let engine: TransferEngine

    /// Starts the thread.
    /// - Throws: ``HTTPTransportError/failed(_:)`` where the system has no descriptors left.
    public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) throws(HTTPTransportError) {
        self.engine = try TransferEngine(configuration: configuration)
    }

    deinit { self.engine.stop() }

    /// Streams the body of a 2xx response into `sink` on the transport's thread, and returns when the body has ended or the
    /// sink has enough. Any other status never reaches the sink.
    /// - Throws: ``HTTPTransportError``, such as ``HTTPTransportError/status(_:)``. Cancelling the task closes the transfer.
    @discardableResult
    public func stream(
        _ request: HTTPClientRequest,
        into sink: any HTTPBodySink
    ) async throws(HTTPTransportError) -> HTTPResponseHead {
        try await self.perform(request, .sink(sink)).head
    }

    /// Sends a request and collects the response, whatever its status.
    /// - Parameter maximumBodyBytes: a larger body is refused. Default 4 MiB.
    /// - Throws: ``HTTPTransportError``. Cancelling the task closes the transfer.
    public func send(
        _ request: HTTPClientRequest,
        maximumBodyBytes: Int = 4 * 1024 * 1024
    ) async throws(HTTPTransportError) -> HTTPClientResponse {
        try await self.perform(request, .collect(limit: maximumBodyBytes))
    }

    /// Ends all transfers and the thread. Doing it again is harmless.
    public func shutdown() async {
        self.engine.stop()
        await self.engine.stopped()
    }

    private func perform(
        _ request: HTTPClientRequest,
        _ consumer: Transfer.Consumer
    ) async throws(HTTPTransportError) -> HTTPClientResponse {
        let transfer = try Transfer(request, consumer: consumer, configuration: self.engine.configuration)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { self.engine.add(transfer, completion: $0) }
        } onCancel: {
            self.engine.cancel(transfer)
        }
        return try result.get()
    }
}

/// How a client connects.
public struct HTTPClientConfiguration: Hashable, Sendable {
    /// A file of PEM certificates to trust instead of the system's.
    public var certificateAuthorities: String?
    /// Idle connections that are kept for reuse. Default 256.
    public var idleConnections: Int

    public init(certificateAuthorities: String? = nil, idleConnections: Int = 256) {
        self.certificateAuthorities = certificateAuthorities
        self.idleConnections = idleConnections
    }
}
