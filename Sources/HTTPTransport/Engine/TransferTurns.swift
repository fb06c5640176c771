import CCurl

/// Gathers what a round of the thread brings, and hands each sink its share as one piece.
///
/// libcurl hands a chunked body out chunk by chunk. First to read for all transfers that are ready and then to deal with what
/// came does either in less time than both by turns. A response that comes faster than it can be dealt with would be read a
/// hundred times (libcurl 7.88) before another one is: it is paused for a round once it has had its share. Not so over HTTP/2,
/// where pausing one stream stops its whole connection.
final class TransferTurns {
    /// Bytes that a transfer may have in one round.
    private static let share = 64 * 1024
    /// Bytes that may be gathered before they are dealt with.
    private static let limit = 256 * 1024

    /// What came in this round, and where each transfer's share of it ends.
    private var bytes: [UInt8] = []
    private var shares: [(transfer: Transfer, end: Int)] = []
    /// The transfers that have had their share.
    private var paused: [Transfer] = []

    /// Takes in a piece of a body.
    func take(_ piece: UnsafeRawBufferPointer, for transfer: Transfer) {
        let begins = self.shares.last?.transfer !== transfer
        let start = begins ? self.bytes.count : self.shares.dropLast().last?.end ?? 0
        self.bytes.append(contentsOf: piece)
        if begins {
            self.shares.append((transfer, self.bytes.count))
        } else {
            self.shares[self.shares.count - 1].end = self.bytes.count
        }
        if self.bytes.count - start >= Self.share, !transfer.response.isHTTP2, self.paused.last !== transfer,
            curl_easy_pause(transfer.handle.pointer, CURLPAUSE_RECV) == CURLE_OK
        {
            self.paused.append(transfer)
        }
        if self.bytes.count >= Self.limit { self.end() }
    }

    /// Ends a round: hands on what has come in it.
    func end() {
        guard !self.shares.isEmpty else { return }
        var start = 0
        for (transfer, end) in self.shares {
            transfer.deliver(self.bytes.span.extracting(start..<end))
            start = end
        }
        self.shares.removeAll(keepingCapacity: true)
        self.bytes.removeAll(keepingCapacity: true)
    }

    /// Begins a round: lets those go on that have had their share in the last one.
    func begin() {
        guard !self.paused.isEmpty else { return }
        let paused = self.paused
        self.paused.removeAll(keepingCapacity: true)
        // In vain for one that has ended meanwhile. libcurl may hand out at once what it has read already.
        for transfer in paused { curl_easy_pause(transfer.handle.pointer, CURLPAUSE_CONT) }
        self.end()
    }
}
