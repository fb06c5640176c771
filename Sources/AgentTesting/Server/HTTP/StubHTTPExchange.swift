import NIOConcurrencyHelpers
import NIOCore

/// What the connections of a ``StubHTTPServer`` share.
final class StubHTTPExchange: Sendable {
    /// How a request is answered.
    enum Answer: Sendable {
        /// At once, on the server's threads.
        case now(@Sendable (StubHTTPRequest) -> StubHTTPResponse)
        /// In a task of its own, which is cancelled when the client leaves.
        case later(StubHTTPServer.Responder)
    }

    let answer: Answer
    let requests = NIOLockedValueBox<[StubHTTPRequest]>([])
    let connectionCount = NIOLockedValueBox(0)
    let received = Gate(isOpen: true)
    let abandoned = Gate(isOpen: true)
    private let records: Bool
    private let counts: @Sendable (StubHTTPRequest) -> Bool
    private let rounds = NIOLockedValueBox<[ObjectIdentifier: NIOLoopBound<StubHTTPRounds>]>([:])

    /// - Parameters:
    ///   - records: whether ``requests`` are kept.
    ///   - counts: whether a request is one that tests wait for.
    init(_ answer: Answer, records: Bool, counts: @escaping @Sendable (StubHTTPRequest) -> Bool) {
        self.answer = answer
        self.records = records
        self.counts = counts
    }

    /// Keeps a request and wakes whoever waits for it.
    func note(_ request: StubHTTPRequest) {
        guard self.counts(request) else { return }
        if self.records { self.requests.withLockedValue { $0.append(request) } }
        self.received.arrive()
    }

    /// The rounds of an event loop; to be asked for on it.
    func rounds(on loop: any EventLoop) -> StubHTTPRounds {
        self.rounds.withLockedValue { rounds in
            if let known = rounds[ObjectIdentifier(loop)] { return known.value }
            let made = StubHTTPRounds(on: loop)
            rounds[ObjectIdentifier(loop)] = NIOLoopBound(made, eventLoop: loop)
            return made
        }
    }
}
