/// Serves one region's tools to clients of the Model Context Protocol, in both of its eras. It knows no transport and no
/// client: each of these has an ``MCPServerConnection``.
public struct MCPServer: Sendable {
    /// How many tools a page of the list has.
    static let pageSize = 50
    /// How long a client may take the list for the current one, in milliseconds.
    static let listLifetime = 300_000

    /// The agent whose tools are served, as it is now; `nil` where the region has none any more.
    let agent: @Sendable () -> Agent?
    /// Told of the calls.
    let observer: any AgentObserver
    private let info: JSONValue

    /// - Parameters:
    ///   - name: what clients are told the server is called.
    ///   - agent: the agent that serves the region now.
    public init(
        name: String,
        version: String,
        observer: any AgentObserver = .none,
        agent: @escaping @Sendable () -> Agent?
    ) {
        self.observer = observer
        self.info = ["name": .string(name), "version": .string(version)]
        self.agent = agent
    }

    private static let capabilities: JSONValue = ["tools": ["listChanged": false]]

    /// The answer to `initialize`: the client's version if we speak it, else our newest, which the client may refuse.
    func handshake(_ params: JSONValue) throws(JSONRPCError) -> (version: String, result: JSONValue) {
        guard let wanted = params["protocolVersion"]?.string else {
            throw JSONRPCError(JSONRPCError.invalidParams, "initialize needs protocolVersion.")
        }
        let version =
            MCPProtocol.handshakeVersions.contains(wanted) ? wanted : MCPProtocol.newestHandshake
        return (
            version,
            ["protocolVersion": .string(version), "capabilities": Self.capabilities, "serverInfo": self.info]
        )
    }

    /// The answer to `server/discover`.
    func discovery() -> [String: JSONValue] {
        [
            "supportedVersions": .array(MCPProtocol.statelessVersions.map { .string($0) }),
            "capabilities": Self.capabilities,
        ].merging(Self.caching) { own, _ in own }
    }

    /// What the stateless era wants beside lists and the like. What is offered is the same for everybody.
    private static let caching: [String: JSONValue] = [
        "ttlMs": .integer(Self.listLifetime), "cacheScope": "public",
    ]

    /// A result in the dress of the stateless era.
    func complete(_ result: [String: JSONValue]) -> JSONValue {
        var result = result
        result["resultType"] = "complete"
        result["_meta"] = .object([MCPProtocol.MetaKey.serverInfo: self.info])
        return .object(result)
    }

    /// A page of the tools, in the order of their names.
    func page(after cursor: JSONValue?, isStateless: Bool) throws(JSONRPCError) -> [String: JSONValue] {
        // There is nobody here to say yes to a call.
        let tools = try self.current().tools.all.filter { !$0.definition.needsApproval }
        var start = 0
        if let cursor {
            guard let index = tools.firstIndex(where: { .string($0.definition.name) == cursor }) else {
                throw JSONRPCError(JSONRPCError.invalidParams, "The cursor is none of ours. List from the beginning.")
            }
            start = index + 1
        }
        let page = tools[start...].prefix(Self.pageSize)
        var result: [String: JSONValue] = ["tools": .array(page.map(Self.description))]
        if page.endIndex < tools.endIndex { result["nextCursor"] = page.last.map { .string($0.definition.name) } }
        if isStateless { result.merge(Self.caching) { own, _ in own } }
        return result
    }

    private static func description(of tool: RegisteredTool) -> JSONValue {
        let definition = tool.definition
        var schema = definition.parameters.json.object ?? [:]
        schema["type"] = "object"
        return [
            "name": .string(definition.name), "title": .string(tool.displayName),
            "description": .string(definition.description), "inputSchema": .object(schema),
            "annotations": ["readOnlyHint": .bool(definition.effect == .read)],
        ]
    }

    /// The agent now.
    func current() throws(JSONRPCError) -> Agent {
        guard let agent = self.agent() else {
            throw JSONRPCError(JSONRPCError.internalError, "The region is not served any more.")
        }
        return agent
    }
}
