public import AgentRuntime

/// A request a ``FakeModelServer`` was sent.
public typealias FakeModelRequest = StubHTTPRequest

extension FakeModelRequest {
    /// The conversation as a request for a completion puts it: its `messages`, in OpenAI's Responses its `input`.
    public var messages: [JSONValue] { (self.json["messages"] ?? self.json["input"])?.array ?? [] }

    /// Whether the client asked for an event with the token counts.
    var wantsUsage: Bool { self.json["stream_options"]?["include_usage"]?.bool ?? false }
}
