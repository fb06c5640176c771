import AgentRuntime

/// A way to one MCP server. It carries requests; what is agreed with the server is ``MCPClient``'s.
protocol MCPConnection: Sendable {
    /// How often the other side was started anew: what was agreed with an earlier one does not hold any more.
    var incarnation: Int { get }
    /// Sends a request and waits for its response. Cancelling the task lets the server know.
    /// - Throws: ``MCPError``, `CancellationError`.
    func send(_ request: MCPRequest) async throws -> MCPResponse
    /// Sends what has no response.
    func notify(_ method: String, in era: MCPEra) async throws
    /// Waits for what the server says of its own accord until it ends that.
    /// - Throws: ``MCPError``, such as where it never does, and `CancellationError`.
    func listen(in era: MCPEra) async throws
    /// Ends the connection. Requests under way fail.
    func close(_ era: MCPEra?) async
}

/// A request on its way to a server.
struct MCPRequest: Sendable {
    let method: String
    var params: [String: JSONValue] = [:]
    /// How the server wants to be spoken to.
    let era: MCPEra
    /// With which start of the server `era` was agreed; `nil` where nothing is agreed yet.
    var incarnation: Int?
    /// Arguments that the tool's schema wants repeated in header fields, by field; of use over HTTP in the stateless era.
    var mirrored: [String: String] = [:]
    /// How long nothing at all may come before the connection counts as dead, over HTTP; for ever if `nil`.
    var idle: Duration?
    /// Whether it does no harm when the server gets it twice.
    var mayRepeat = true

    /// Whether the server may be told that nobody waits any more.
    var isCancellable: Bool { self.method != "initialize" && self.method != "server/discover" }

    /// The message under `id`.
    func message(id: Int) -> JSONValue {
        JSONRPC.request(id: id, self.method, self.era.dressed(self.params))
    }
}

/// A response, and what came beside it.
struct MCPResponse: Sendable {
    let result: JSONValue
    /// The session that the server opened with it, over HTTP.
    var session: String?
}

extension MCPRequest {
    /// How long a server that we listen to may say nothing at all.
    static let silence = Duration.seconds(300)

    /// Asks a server of the stateless era to say when its list of tools has changed. Its response is the end of that.
    static func listening(in era: MCPEra) -> MCPRequest {
        MCPRequest(
            method: "subscriptions/listen",
            params: ["notifications": ["toolsListChanged": true]],
            era: era,
            idle: Self.silence
        )
    }
}
