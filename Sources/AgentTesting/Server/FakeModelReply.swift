public import AgentRuntime
import NIOConcurrencyHelpers

/// What a ``FakeModelServer`` sends for one request: by default the events of the wire that it is asked over, with faults
/// on demand.
public struct FakeModelReply: Sendable {
    enum Part: Sendable {
        /// An event of the stream, encoded.
        case event([UInt8])
        /// The event with the token counts, sent only to those who ask for it.
        case usage([UInt8])
        /// Bytes of the body that are no event of the protocol.
        case bytes([UInt8])
        case pause(Duration)
        case hold(Gate)
        /// Drops the connection.
        case close
    }

    var status: Int
    var headers: [(name: String, value: String)]
    var writeSize: Int?
    private var content: Content

    private init(
        status: Int = 200,
        headers: [(name: String, value: String)],
        parts: @escaping @Sendable (FakeModelWire) -> [Part]
    ) {
        self.status = status
        self.headers = headers
        self.content = Content(parts)
    }

    private init(stream parts: @escaping @Sendable (FakeModelWire) -> [Part]) {
        self.init(headers: [("Content-Type", "text/event-stream")], parts: parts)
    }

    private init(_ step: FakeModelStep) {
        self.init { $0.parts(of: step) }
    }

    /// What is sent to those who speak `wire`.
    func parts(for wire: FakeModelWire) -> [Part] { self.content.parts(for: wire) }

    /// The reply with other parts.
    func replacing(_ parts: @escaping @Sendable (FakeModelWire, [Part]) -> [Part]) -> Self {
        var reply = self
        let content = self.content
        reply.content = Content { parts($0, content.parts(for: $0)) }
        return reply
    }

    // MARK: Answers

    /// An answer, a word per event.
    /// - Parameter delay: how long it waits before each word.
    public static func text(_ text: String, delay: Duration = .zero) -> Self {
        .tokens(ScriptedStep.words(of: text), delay: delay)
    }

    /// An answer in these pieces, each in an event of its own.
    /// - Parameter delay: how long it waits before each piece.
    public static func tokens(_ tokens: [String], delay: Duration = .zero) -> Self {
        Self(FakeModelStep(tokens: tokens, delay: delay))
    }

    /// A call of one tool.
    /// - Parameters:
    ///   - id: what the provider calls the call; left out if `nil`.
    ///   - sealed: reasoning under the provider's seal, which is to come back; chat completions have none.
    ///   - fragmentSize: how many characters of the arguments come in each event.
    public static func calls(
        _ tool: String,
        _ arguments: JSONValue = .object([:]),
        id: String? = "call_1",
        sealed: String? = nil,
        fragmentSize: Int = 8
    ) -> Self {
        .text(
            "",
            calling: [ToolCall(providerID: id, name: tool, arguments: arguments.description)],
            sealed: sealed,
            fragmentSize: fragmentSize
        )
    }

    /// An answer that says `text` and calls tools in the same breath.
    /// - Parameters:
    ///   - sealed: reasoning under the provider's seal, which is to come back; chat completions have none.
    ///   - fragmentSize: how many characters of the arguments come in each event.
    public static func text(
        _ text: String,
        calling calls: [ToolCall],
        sealed: String? = nil,
        fragmentSize: Int = 8
    ) -> Self {
        Self(
            FakeModelStep(
                sealed: sealed,
                tokens: ScriptedStep.words(of: text),
                calls: calls,
                fragmentSize: fragmentSize
            )
        )
    }

    /// A stream of these texts, each as the data of an event: for what a provider was seen to send.
    public static func events(_ data: [String]) -> Self {
        Self { _ in data.map { .event(FakeModelWire.event($0)) } }
    }

    /// A refusal with the error body of the wire.
    public static func failure(
        status: Int,
        message: String = "The script says so.",
        type: String = "server_error",
        headers: [String: String] = [:]
    ) -> Self {
        let headers = headers.merging(["Content-Type": "application/json"]) { own, _ in own }
        return Self(status: status, headers: headers.sortedByName) { wire in
            [.bytes(wire.error(message, type: type).encoded)]
        }
    }

    /// Any response.
    public static func raw(status: Int, headers: [String: String] = [:], body: String) -> Self {
        Self(status: status, headers: headers.sortedByName) { _ in body.isEmpty ? [] : [.bytes(Array(body.utf8))] }
    }
}

extension FakeModelReply {
    /// A reply's parts, made once for each wire, since a benchmark plays a reply very often.
    private final class Content: Sendable {
        private let make: @Sendable (FakeModelWire) -> [Part]
        private let made = NIOLockedValueBox<[FakeModelWire: [Part]]>([:])

        init(_ make: @escaping @Sendable (FakeModelWire) -> [Part]) {
            self.make = make
        }

        func parts(for wire: FakeModelWire) -> [Part] {
            self.made.withLockedValue { made in
                if let parts = made[wire] { return parts }
                let parts = self.make(wire)
                made[wire] = parts
                return parts
            }
        }
    }
}

extension [String: String] {
    /// The fields in the order of their names.
    var sortedByName: [(name: String, value: String)] {
        self.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}
