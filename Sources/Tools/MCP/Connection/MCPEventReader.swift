import AgentRuntime
import HTTPTransport

/// Reads messages from a stream of events.
struct MCPEventReader {
    /// From where a stream can be taken up again.
    struct Position: Equatable, Sendable {
        let lastEventID: String
        /// How long to wait before.
        let wait: Duration
    }

    /// How long to wait where the server does not say, and at most.
    private static let standardWait = Duration.seconds(1)
    private static let longestWait = Duration.seconds(30)

    private var parser: ServerSentEventParser

    init(limit: Int) {
        self.parser = ServerSentEventParser(maximumEventBytes: limit)
    }

    /// The messages that `piece` completes. Events without data, which servers send to name a position, are none.
    mutating func messages(after piece: [UInt8]) throws -> [JSONValue] {
        var messages: [JSONValue] = []
        do {
            try self.parser.feed(piece.span) { _, data in
                let bytes = data.withUnsafeBufferPointer { Array($0) }
                if bytes.isEmpty { return }
                messages.append(try JSONValue(parsing: bytes))
            }
        } catch {
            throw MCPError.invalid("its stream has an event that is no message: \(error)")
        }
        return messages
    }

    /// From where to go on, if the server named a position.
    var position: Position? {
        guard !self.parser.lastEventID.isEmpty else { return nil }
        return Position(
            lastEventID: self.parser.lastEventID,
            wait: min(self.parser.retry ?? Self.standardWait, Self.longestWait)
        )
    }
}
