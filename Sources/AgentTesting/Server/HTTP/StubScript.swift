import NIOConcurrencyHelpers

/// What a server says to one request after the other.
final class StubScript<Reply: Sendable>: Sendable {
    private let replies: [Reply]
    private let served = NIOLockedValueBox(0)

    init(_ replies: [Reply]) {
        self.replies = replies
    }

    /// The next reply, or what `beyond` makes of a sentence that says that there is none.
    func next(beyond: (String) -> Reply) -> Reply {
        let index = self.served.withLockedValue { count in
            defer { count += 1 }
            return count
        }
        guard self.replies.indices.contains(index) else {
            return beyond("Request \(index + 1), but the script has \(self.replies.count) replies.")
        }
        return self.replies[index]
    }
}
