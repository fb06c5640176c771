/// Receives a response on the transport's thread, which serves all transfers: it must not block.
public protocol HTTPBodySink: Sendable {
    /// The response begins.
    func receive(head: HTTPResponseHead)
    /// More of the body; the bytes last only for the call.
    func receive(body: Span<UInt8>) -> BodyDemand
}

/// Whether a sink wants more of a body, and what it made of what came.
public enum BodyDemand: Hashable, Sendable {
    /// It was content, and more is wanted.
    case more
    /// It was a sign of life and no content, such as a comment between events, and more is wanted:
    /// ``HTTPTimeouts/firstContent`` and ``HTTPTimeouts/stall`` go on counting.
    case keptAlive
    /// It has all it needs: the transfer counts as finished.
    case enough
}
