public import AgentRuntime

/// What a ``StubHTTPServer`` sends for one request, with faults on demand.
public struct StubHTTPResponse: Sendable {
    /// A piece of the body, or what happens between two.
    public enum Part: Sendable {
        case bytes([UInt8])
        /// So many pieces, each made when it is sent, in a write of its own.
        case made(Int, @Sendable () -> [UInt8])
        case pause(Duration)
        /// Waits at a gate; what follows is sent when it opens.
        case hold(Gate)
        /// Waits until the connection has taken what was sent.
        case drain
        /// Drops the connection.
        case close

        /// A piece of the body.
        public static func bytes(_ text: String) -> Self { .bytes(Array(text.utf8)) }
    }

    /// The status, 200-599.
    public var status: Int
    /// In the order in which they are sent.
    public var headers: [(name: String, value: String)]
    /// The body, in order.
    public var parts: [Part]
    /// How many bytes go into one write at most; as many as there are if `nil`.
    var writeSize: Int?

    /// Any response.
    public init(status: Int = 200, headers: [String: String] = [:], parts: [Part] = []) {
        self.init(status: status, headers: headers.sortedByName, parts: parts, writeSize: nil)
    }

    init(status: Int, headers: [(name: String, value: String)], parts: [Part], writeSize: Int?) {
        self.status = status
        self.headers = headers
        self.parts = parts
        self.writeSize = writeSize
    }

    /// A JSON document.
    public static func json(_ json: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> Self {
        Self(
            status: status,
            headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own },
            parts: [.bytes(json.encoded)]
        )
    }

    /// A text, such as a page where JSON was wanted.
    public static func text(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Self {
        Self(
            status: status,
            headers: headers.merging(["Content-Type": "text/plain; charset=utf-8"]) { own, _ in own },
            parts: [.bytes(text)]
        )
    }

    /// A status without a body.
    public static func status(_ status: Int, headers: [String: String] = [:]) -> Self {
        Self(status: status, headers: headers)
    }

    /// A redirect to `location`.
    public static func redirect(to location: String, status: Int = 302) -> Self {
        Self(status: status, headers: ["Location": location])
    }

    /// A stream of events, as these parts put it.
    public static func events(_ parts: Part...) -> Self {
        Self(headers: ["Content-Type": "text/event-stream"], parts: parts)
    }

    /// Waits before it sends anything, the head included.
    public func delayed(by duration: Duration) -> Self { self.beginning(with: .pause(duration)) }

    /// Sends nothing, the head included, until `gate` opens.
    public func held(at gate: Gate) -> Self { self.beginning(with: .hold(gate)) }

    /// Drops the connection where the response would end.
    public func cutOff() -> Self {
        var response = self
        response.parts.append(.close)
        return response
    }

    private func beginning(with part: Part) -> Self {
        var response = self
        response.parts.insert(part, at: 0)
        return response
    }
}
