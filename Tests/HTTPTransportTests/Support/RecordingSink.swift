import HTTPTransport
import NIOConcurrencyHelpers

/// Keeps what it receives, and says what a test wants it to.
final class RecordingSink: HTTPBodySink {
    private let state = NIOLockedValueBox<(head: HTTPResponseHead?, body: [UInt8])>((nil, []))
    private let demand: @Sendable (String) -> BodyDemand

    /// - Parameter demand: what to say to a piece of the body. Default ``BodyDemand/more``.
    init(demand: @escaping @Sendable (_ piece: String) -> BodyDemand = { _ in .more }) {
        self.demand = demand
    }

    var head: HTTPResponseHead? { self.state.withLockedValue(\.head) }
    var text: String { self.state.withLockedValue { String(decoding: $0.body, as: UTF8.self) } }

    func receive(head: HTTPResponseHead) { self.state.withLockedValue { $0.head = head } }

    func receive(body: Span<UInt8>) -> BodyDemand {
        let piece = body.withUnsafeBufferPointer { Array($0) }
        self.state.withLockedValue { $0.body += piece }
        return self.demand(String(decoding: piece, as: UTF8.self))
    }
}
