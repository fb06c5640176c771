/// How far a transfer has come, and by when it must have come further.
struct TransferProgress: Sendable {
    typealias Instant = MonotonicInstant
    typealias Phase = HTTPTransportError.Phase

    /// How long the rest of a body is read that nobody wants, so that its connection can be used again.
    private static let drainTime = Duration.seconds(1)

    private let limits: HTTPTimeouts
    private let start: Instant
    /// Whether the request, or some of it, has gone out.
    private(set) var isSent = false
    /// When the response began.
    private var firstByte: Instant?
    private var lastByte: Instant
    private var lastContent: Instant?
    private var isHeldBack = false
    private var drainEnd: Instant?

    init(_ limits: HTTPTimeouts, from start: Instant) {
        self.limits = limits
        self.start = start
        self.lastByte = start
    }

    /// There is a connection, and the request goes out on it.
    mutating func sending() {
        self.isSent = true
    }

    /// A piece of the response came.
    /// - Returns: whether it was the first.
    mutating func received(at instant: Instant) -> Bool {
        self.lastByte = instant
        guard self.firstByte == nil else { return false }
        self.isSent = true
        self.firstByte = instant
        return true
    }

    /// A piece of content came.
    /// - Returns: whether it was the first.
    mutating func receivedContent(at instant: Instant) -> Bool {
        let isFirst = self.lastContent == nil
        self.lastByte = instant
        self.lastContent = instant
        return isFirst
    }

    /// The reader is slower than the response.
    mutating func holdBack() {
        self.isHeldBack = true
    }

    /// The reader has caught up.
    mutating func goOn(at instant: Instant) {
        self.isHeldBack = false
        self.lastByte = instant
        self.lastContent = instant
    }

    /// What still comes is of no interest.
    mutating func drain(from instant: Instant) {
        self.drainEnd = instant + Self.drainTime
    }

    /// Whether what comes is of no interest any more.
    var isDraining: Bool { self.drainEnd != nil }

    /// When the transfer will have taken too long, and for what; `nil` if nothing limits it as it is.
    var deadline: (instant: Instant, phase: Phase)? {
        if let drainEnd { return (drainEnd, .total) }
        var next: (instant: Instant, phase: Phase)?
        func consider(_ instant: Instant?, _ phase: Phase) {
            guard let limit = self.limits[phase], let end = instant.map({ $0 + limit }) else { return }
            if let known = next, known.instant <= end { return }
            next = (end, phase)
        }
        consider(self.start, .total)
        if self.isHeldBack { return next }
        if !self.isSent { consider(self.start, .connect) }
        if self.firstByte == nil { consider(self.start, .firstByte) } else { consider(self.lastByte, .idle) }
        if self.lastContent == nil { consider(self.start, .firstContent) }
        consider(self.lastContent ?? (self.limits.firstContent == nil ? self.firstByte : nil), .stall)
        return next
    }
}
