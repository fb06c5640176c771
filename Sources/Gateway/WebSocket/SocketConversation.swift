/// A message on a socket: whole, and UTF-8 if it is text.
package struct SocketMessage: Equatable, Sendable {
    package let isText: Bool
    package var bytes: [UInt8]
}

/// What a socket is for: it takes the messages of the client, and sends its own through the sink.
package protocol SocketConversation: Sendable {
    /// How long the socket may stay.
    var stay: SocketStay { get }
    /// Begins to send the client what there is to be sent; what the client says meanwhile waits.
    /// - Returns: what ends it, when the socket is gone.
    func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void
    /// Takes a message, on the socket's event loop.
    func receive(_ message: SocketMessage, from sink: SocketSink)
}

extension SocketConversation {
    /// As long as it likes.
    package var stay: SocketStay { .unlimited }
}
