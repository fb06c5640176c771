/// The body of a response, as it comes; to be read once, by one task at a time.
///
/// What comes while nobody reads waits in a buffer. When that is full the transfer is held back, and with it the server.
public struct HTTPResponseBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = HTTPTransportError

    private let channel: BodyChannel
    private let goOn: @Sendable () -> Void

    init(_ channel: BodyChannel, goOn: @escaping @Sendable () -> Void) {
        self.channel = channel
        self.goOn = goOn
    }

    public func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    /// Hands out what is left of a body.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: HTTPResponseBody

        /// All that has come since the last time, or the next piece when it comes; `nil` at the body's end.
        /// - Throws: ``HTTPTransportError``, after everything that came before the failure was handed out;
        ///   ``HTTPTransportError/cancelled`` at once when the task was cancelled or the response's scope was left.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(HTTPTransportError) -> [UInt8]? {
            try await self.body.channel.next(goOn: self.body.goOn)
        }
    }
}
