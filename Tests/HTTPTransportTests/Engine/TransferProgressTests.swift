import Testing

@testable import HTTPTransport

@Suite("Transfer progress")
struct TransferProgressTests {
    static let start = MonotonicInstant.now
    static func second(_ seconds: Int) -> MonotonicInstant { Self.start + .seconds(seconds) }
    static let limits = HTTPTimeouts(
        connect: .seconds(1),
        firstByte: .seconds(10),
        firstContent: .seconds(20),
        stall: .seconds(5),
        idle: .seconds(3),
        total: .seconds(60)
    )

    /// When the deadline is in seconds after the start, and for what.
    static func expect(
        _ progress: TransferProgress,
        _ seconds: Int?,
        _ phase: HTTPTransportError.Phase?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let deadline = progress.deadline
        #expect(deadline?.instant == seconds.map { Self.second($0) }, sourceLocation: sourceLocation)
        #expect(deadline?.phase == phase, sourceLocation: sourceLocation)
    }

    @Test("each phase has its limit: connect, first byte, first content, then stall and idle, all within the total")
    func phases() {
        var progress = TransferProgress(Self.limits, from: Self.start)
        Self.expect(progress, 1, .connect)
        progress.sending()
        Self.expect(progress, 10, .firstByte)
        let isFirst1 = progress.received(at: Self.second(4))
        #expect(isFirst1)
        Self.expect(progress, 7, .idle)
        let isFirst2 = progress.received(at: Self.second(19))
        #expect(!isFirst2)
        Self.expect(progress, 20, .firstContent)
        let isFirst3 = progress.receivedContent(at: Self.second(19))
        #expect(isFirst3)
        Self.expect(progress, 22, .idle)
        // Signs of life move the one limit, not the other.
        let isFirst4 = progress.received(at: Self.second(21))
        #expect(!isFirst4)
        Self.expect(progress, 24, .idle)
        let isFirst5 = progress.received(at: Self.second(23))
        #expect(!isFirst5)
        Self.expect(progress, 24, .stall)
        let isFirst6 = progress.receivedContent(at: Self.second(58))
        #expect(!isFirst6)
        Self.expect(progress, 60, .total)
    }

    @Test("without a limit for the first content, a stall counts from the response's beginning")
    func stallFromTheHead() {
        var progress = TransferProgress(HTTPTimeouts(stall: .seconds(5)), from: Self.start)
        progress.sending()
        Self.expect(progress, nil, nil)
        _ = progress.received(at: Self.second(4))
        _ = progress.received(at: Self.second(8))
        Self.expect(progress, 9, .stall)
    }

    @Test("while a slow reader holds the transfer back only the total counts, and the others begin anew after it")
    func heldBack() {
        var progress = TransferProgress(Self.limits, from: Self.start)
        _ = progress.received(at: Self.second(1))
        _ = progress.receivedContent(at: Self.second(1))
        progress.holdBack()
        Self.expect(progress, 60, .total)
        progress.goOn(at: Self.second(40))
        Self.expect(progress, 43, .idle)
    }

    @Test("what nobody wants any more is read for a second, whatever arrives")
    func draining() {
        var progress = TransferProgress(HTTPTimeouts(), from: Self.start)
        _ = progress.receivedContent(at: Self.second(1))
        #expect(!progress.isDraining)
        progress.drain(from: Self.second(2))
        _ = progress.received(at: Self.second(3))
        #expect(progress.isDraining)
        Self.expect(progress, 3, .total)
    }
}
