/// Sends HTTP requests: all transfers run through one libcurl multi handle on one thread.
///
/// Connections are kept and reused; over TLS, requests to one host share an HTTP/2 connection. A request whose body is
/// pushed into a sink costs its caller's task one switch; one whose body is read as a sequence costs one per piece, and can
/// be held back. Requests carry their task's ``TraceContext``.
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

    /// Sends a request and reads the response's body as it comes, whatever its status. A body that comes faster than it is
    /// read is held back. Leaving `body` closes the transfer, and so does cancelling the task.
    ///
    /// Such a request has a connection to itself, over HTTP/1.1. On an HTTP/2 connection that others read from, libcurl 7.88
    /// goes on taking in a body that is held back, up to the 32 MiB of its stream's window.
    /// - Parameter bufferBytes: how much may wait to be read before the transfer is held back. Default 64 KiB. Up to twice as
    ///   much and 16 KiB are in memory, and more of a compressed body.
    /// - Throws: ``HTTPTransportError`` until the response begins, and what `body` throws.
    public func withResponse<Result>(
        to request: HTTPClientRequest,
        bufferBytes: Int = 64 * 1024,
        _ body: (HTTPResponseHead, HTTPResponseBody) async throws -> Result
    ) async throws -> Result {
        let channel = BodyChannel(limit: bufferBytes)
        let engine = self.engine
        let transfer = try Transfer(request.traced, consumer: .channel(channel), configuration: engine.configuration)
        defer { if !channel.hasEnded { engine.cancel(transfer) } }
        return try await withTaskCancellationHandler {
            let response = await withCheckedContinuation { engine.add(transfer, completion: $0) }
            return try await body(
                try response.get().head,
                HTTPResponseBody(channel) { engine.goOn(transfer) }
            )
        } onCancel: {
            engine.cancel(transfer)
        }
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
        let transfer = try Transfer(request.traced, consumer: consumer, configuration: self.engine.configuration)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { self.engine.add(transfer, completion: $0) }
        } onCancel: {
            self.engine.cancel(transfer)
        }
        return try result.get()
    }
}
