public import AgentRuntime

/// A request a ``StubHTTPServer`` or a ``FakeModelServer`` was sent.
public struct StubHTTPRequest: Sendable {
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

    /// The body as text.
    public var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// The first header called `name`, in whatever case.
    public func header(_ name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
