/// How long the phases of a transfer may take; a phase without a limit may take as long as ``total``.
///
/// What counts as content is for the receiver to say, see ``BodyDemand``; collected bodies and those read as a sequence are
/// content throughout. While a body is held back because its reader is slower, only ``total`` counts.
public struct HTTPTimeouts: Hashable, Sendable {
    /// From the beginning to a connection: the name's resolution, waiting for a connection that another request to the host
    /// is opening, TCP, a proxy's tunnel, TLS. Default 10 s.
    public var connect: Duration
    /// From the beginning to the first byte of the response.
    public var firstByte: Duration?
    /// From the beginning to the first content.
    public var firstContent: Duration?
    /// From one piece of content to the next; without ``firstContent`` also from the response's beginning to the first.
    public var stall: Duration?
    /// Between any two pieces of the response, signs of life included.
    public var idle: Duration?
    /// From the beginning to the end.
    public var total: Duration?

    public init(
        connect: Duration = .seconds(10),
        firstByte: Duration? = nil,
        firstContent: Duration? = nil,
        stall: Duration? = nil,
        idle: Duration? = nil,
        total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.firstContent = firstContent
        self.stall = stall
        self.idle = idle
        self.total = total
    }

    /// The limit of a phase.
    public subscript(phase: HTTPTransportError.Phase) -> Duration? {
        switch phase {
        case .connect: self.connect
        case .firstByte: self.firstByte
        case .firstContent: self.firstContent
        case .stall: self.stall
        case .idle: self.idle
        case .total: self.total
        }
    }
}
