public import AgentRuntime

/// What a ``FakeModelServer`` sends for one request: by default the events of OpenAI's chat completions, with faults on
/// demand.
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
    var parts: [Part]
    var writeSize: Int?

    private init(status: Int = 200, headers: [(name: String, value: String)], parts: [Part]) {
        self.status = status
        self.headers = headers
        self.parts = parts
    }

    private init(stream parts: [Part]) {
        self.init(headers: [("Content-Type", "text/event-stream")], parts: parts)
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
        var parts = [Part.event(FakeModelWire.opening)]
        for token in tokens {
            if delay > .zero { parts.append(.pause(delay)) }
            parts.append(.event(FakeModelWire.content(token)))
        }
        return Self(stream: parts + FakeModelWire.ending("stop", input: 100, output: tokens.count))
    }

    /// A call of one tool.
    /// - Parameters:
    ///   - id: what the provider calls the call; left out if `nil`.
    ///   - fragmentSize: how many characters of the arguments come in each event.
    public static func calls(
        _ tool: String,
        _ arguments: JSONValue = .object([:]),
        id: String? = "call_1",
        fragmentSize: Int = 8
    ) -> Self {
        .text(
            "",
            calling: [ToolCall(providerID: id, name: tool, arguments: arguments.description)],
            fragmentSize: fragmentSize
        )
    }

    /// An answer that says `text` and calls tools in the same breath.
    /// - Parameter fragmentSize: how many characters of the arguments come in each event.
    public static func text(_ text: String, calling calls: [ToolCall], fragmentSize: Int = 8) -> Self {
        let words = ScriptedStep.words(of: text)
        var parts = [Part.event(FakeModelWire.opening)]
        parts += words.map { .event(FakeModelWire.content($0)) }
        for (index, call) in calls.enumerated() {
            parts.append(.event(FakeModelWire.call(call, at: index)))
            var rest = Substring(call.arguments)
            while !rest.isEmpty {
                let fragment = rest.prefix(max(1, fragmentSize))
                rest.removeFirst(fragment.count)
                parts.append(.event(FakeModelWire.fragment(String(fragment), at: index)))
            }
        }
        return Self(
            stream: parts + FakeModelWire.ending("tool_calls", input: 100, output: words.count + 10 * calls.count)
        )
    }

    /// A stream of these texts, each as the data of an event: for what a provider was seen to send.
    public static func events(_ data: [String]) -> Self {
        Self(stream: data.map { .event(FakeModelWire.event($0)) })
    }

    /// A refusal with OpenAI's error body.
    public static func failure(
        status: Int,
        message: String = "The script says so.",
        type: String = "server_error",
        headers: [String: String] = [:]
    ) -> Self {
        let body: JSONValue = [
            "error": ["message": .string(message), "type": .string(type), "code": nil, "param": nil]
        ]
        return .raw(
            status: status,
            headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own },
            body: body.description
        )
    }

    /// Any response.
    public static func raw(status: Int, headers: [String: String] = [:], body: String) -> Self {
        let sorted = headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return Self(status: status, headers: sorted, parts: body.isEmpty ? [] : [.bytes(Array(body.utf8))])
    }

    // MARK: Faults and pace

    /// Waits before it sends anything, the head included.
    public func delayed(by duration: Duration) -> Self { self.replacing(from: 0) { [.pause(duration)] + $0 } }

    /// Sends nothing, the head included, until `gate` opens.
    public func held(at gate: Gate) -> Self { self.replacing(from: 0) { [.hold(gate)] + $0 } }

    /// Drops the connection after so many events, the terminal signal unsent.
    public func cut(after events: Int) -> Self { self.replacing(from: self.index(after: events)) { _ in [.close] } }

    /// Ends the response in good order after so many events, the terminal signal unsent.
    public func ended(after events: Int) -> Self { self.replacing(from: self.index(after: events)) { _ in [] } }

    /// Sends nothing after so many events until `gate` opens.
    public func stalled(after events: Int, until gate: Gate) -> Self {
        self.replacing(from: self.index(after: events)) { [.hold(gate)] + $0 }
    }

    /// Sends these bytes after so many events, then goes on.
    public func interjecting(_ bytes: [UInt8], after events: Int) -> Self {
        self.replacing(from: self.index(after: events)) { [.bytes(bytes)] + $0 }
    }

    /// Sends what is no JSON as an event's data after so many events, then goes on.
    public func garbled(after events: Int) -> Self {
        self.interjecting(FakeModelWire.event("{\"choices\":[{\"delta\":<garbage>"), after: events)
    }

    /// Reports an error inside the stream after so many events, and ends there.
    public func failing(after events: Int, message: String = "The script says so.") -> Self {
        let error: JSONValue = ["error": ["message": .string(message), "type": "server_error"]]
        return self.replacing(from: self.index(after: events)) { _ in [.event(FakeModelWire.event(error.description))] }
    }

    /// Leaves out the last event, `[DONE]`.
    public func withoutDone() -> Self {
        var reply = self
        reply.parts.removeAll { part in
            if case .event(let bytes) = part { bytes == FakeModelWire.done } else { false }
        }
        return reply
    }

    /// Adds headers to the response.
    public func adding(headers: [String: String]) -> Self {
        var reply = self
        reply.headers += headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return reply
    }

    /// Puts at most so many bytes into each write to the socket, wherever that cuts the text.
    public func writing(bytesPerWrite size: Int) -> Self {
        var reply = self
        reply.writeSize = max(1, size)
        return reply
    }

    private func replacing(from index: Int, with rest: ([Part]) -> [Part]) -> Self {
        var reply = self
        reply.parts = self.parts[..<index] + rest(Array(self.parts[index...]))
        return reply
    }

    /// Where the parts after the first `events` events begin.
    private func index(after events: Int) -> Int {
        var count = 0
        for (index, part) in self.parts.enumerated() {
            if count == events { return index }
            if case .event = part { count += 1 }
        }
        return self.parts.count
    }
}
