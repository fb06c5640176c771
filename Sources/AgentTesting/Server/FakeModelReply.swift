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
        /// What is no event of the protocol.
        case stub(StubHTTPResponse.Part)
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
    func response(over wire: FakeModelWire, wantsUsage: Bool) -> StubHTTPResponse {
        StubHTTPResponse(
            status: self.status,
            headers: self.headers,
            parts: self.content.played(over: wire, wantsUsage: wantsUsage),
            writeSize: self.writeSize
        )
    }

    /// The reply with other parts.
    func replacing(_ parts: @escaping @Sendable (FakeModelWire, [Part]) -> [Part]) -> Self {
        var reply = self
        let content = self.content
        reply.content = Content { parts($0, content.make($0)) }
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

    /// An answer in pieces that are made when they are sent: a measurement stamps them with the time.
    /// - Parameters:
    ///   - count: how many pieces.
    ///   - delay: how long it waits before each; without, they go out as fast as they are taken, each in a write of its own.
    ///   - event: encodes the event of the next piece, from `data:` to the blank line.
    public static func events(
        _ count: Int,
        delay: Duration = .zero,
        making event: @escaping @Sendable () -> [UInt8]
    ) -> Self {
        let burst = delay > .zero ? 1 : 50
        let pieces = stride(from: 0, to: count, by: burst).flatMap { start -> [Part] in
            [.stub(delay > .zero ? .pause(delay) : .drain), .stub(.made(min(burst, count - start), event))]
        }
        return Self { wire in
            // Between what opens a stream and what ends it.
            var parts = wire.parts(of: FakeModelStep(tokens: []))
            parts.insert(contentsOf: pieces, at: 1)
            return parts
        }
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
            [.stub(.bytes(wire.error(message, type: type).encoded))]
        }
    }

    /// Any response.
    public static func raw(status: Int, headers: [String: String] = [:], body: String) -> Self {
        Self(status: status, headers: headers.sortedByName) { _ in body.isEmpty ? [] : [.stub(.bytes(body))] }
    }
}

extension FakeModelReply {
    /// A reply's parts, made once for each wire, since a benchmark plays a reply very often.
    private final class Content: Sendable {
        private struct Client: Hashable {
            let wire: FakeModelWire
            let wantsUsage: Bool
        }

        let make: @Sendable (FakeModelWire) -> [Part]
        private let made = NIOLockedValueBox<[Client: [StubHTTPResponse.Part]]>([:])

        init(_ make: @escaping @Sendable (FakeModelWire) -> [Part]) {
            self.make = make
        }

        func played(over wire: FakeModelWire, wantsUsage: Bool) -> [StubHTTPResponse.Part] {
            self.made.withLockedValue { made in
                let client = Client(wire: wire, wantsUsage: wantsUsage)
                if let parts = made[client] { return parts }
                let parts = self.make(wire).compactMap { part -> StubHTTPResponse.Part? in
                    switch part {
                    case .event(let bytes): .bytes(bytes)
                    case .usage(let bytes): wantsUsage ? .bytes(bytes) : nil
                    case .stub(let part): part
                    }
                }
                made[client] = parts
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
