public import AgentRuntime

/// A request a ``FakeModelServer`` was sent.
public struct FakeModelRequest: Sendable {
    /// In upper case.
    public let method: String
    /// The path with its query.
    public let path: String
    /// In the order in which they came.
    public let headers: [(name: String, value: String)]
    /// The body as it came.
    public let bytes: [UInt8]

    /// The body; `null` if it is not JSON.
    public var json: JSONValue { (try? JSONValue(parsing: self.bytes)) ?? .null }

    /// The first header called `name`, in whatever case.
    public func header(_ name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The conversation as the request puts it: its `messages`, in OpenAI's Responses its `input`.
    public var messages: [JSONValue] { (self.json["messages"] ?? self.json["input"])?.array ?? [] }

    /// Whether the client asked for an event with the token counts.
    var wantsUsage: Bool { self.json["stream_options"]?["include_usage"]?.bool ?? false }
}
