/// What comes before a response's body.
public struct HTTPResponseHead: Hashable, Sendable {
    public var status: Int
    public var headers: HTTPHeaders

    public init(status: Int, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }
}

/// A whole response.
public struct HTTPClientResponse: Hashable, Sendable {
    public var head: HTTPResponseHead
    public var body: [UInt8]

    public init(head: HTTPResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}

/// Receives a response on the transport's thread, which serves all transfers: it must not block.
public protocol HTTPBodySink: Sendable {
    /// The response begins.
    func receive(head: HTTPResponseHead)
    /// More of the body; the bytes last only for the call.
    func receive(body: Span<UInt8>) -> BodyDemand
}

/// Whether a sink wants more of a body.
public enum BodyDemand: Hashable, Sendable {
    case more
    /// It has all it needs: the transfer counts as finished.
    case enough
}
