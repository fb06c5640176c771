/// What each request of the stateless era carries in its `_meta`.
public enum MCPEnvelope {
    /// Whether the parameters of a request claim to have it.
    public static func isClaimed(by params: JSONValue?) -> Bool {
        self.version(params) != nil
    }

    /// The version a request is written in, of whatever type.
    public static func version(_ params: JSONValue?) -> JSONValue? {
        params?["_meta"]?[MCPProtocol.MetaKey.protocolVersion]
    }

    /// - Throws: ``JSONRPCError`` where something is missing, or the version is none of ours.
    static func check(_ params: JSONValue) throws(JSONRPCError) {
        guard let version = self.version(params),
            params["_meta"]?[MCPProtocol.MetaKey.clientCapabilities]?.object != nil
        else {
            throw JSONRPCError(
                JSONRPCError.invalidParams,
                "_meta must have \(MCPProtocol.MetaKey.protocolVersion) and \(MCPProtocol.MetaKey.clientCapabilities)."
            )
        }
        guard let version = version.string else {
            throw JSONRPCError(JSONRPCError.invalidParams, "\(MCPProtocol.MetaKey.protocolVersion) must be a text.")
        }
        guard MCPProtocol.statelessVersions.contains(version) else { throw .unsupported(version) }
    }
}

extension JSONRPCError {
    /// A version of the stateless era that we do not speak.
    public static func unsupported(_ version: String) -> JSONRPCError {
        JSONRPCError(
            Self.unsupportedVersion,
            "This version is not supported.",
            data: [
                "supported": .array(MCPProtocol.statelessVersions.map { .string($0) }), "requested": .string(version),
            ]
        )
    }
}
