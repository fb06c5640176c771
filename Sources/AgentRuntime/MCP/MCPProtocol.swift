/// The Model Context Protocol's names and numbers, for both sides of it.
///
/// The protocol has two eras. Up to 2025-11-25 a handshake opens a connection, and over HTTP a session. From 2026-07-28 on
/// there is neither: each request tells version and capabilities.
public enum MCPProtocol {
    /// The versions with a handshake that we speak, oldest first.
    public static let handshakeVersions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
    /// The versions without a handshake that we speak, oldest first.
    public static let statelessVersions = ["2026-07-28"]

    /// The newest with a handshake.
    public static let newestHandshake = "2025-11-25"
    /// The newest without.
    public static let newestStateless = "2026-07-28"

    /// The members of `_meta` that requests and results of the stateless era carry.
    public enum MetaKey {
        /// Required in requests.
        public static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
        /// Required in requests.
        public static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
        /// Who asks.
        public static let clientInfo = "io.modelcontextprotocol/clientInfo"
        /// Who answers.
        public static let serverInfo = "io.modelcontextprotocol/serverInfo"
    }

    /// Header fields of the protocol over HTTP.
    public enum Header {
        /// The version in force; in the handshake era from the second request on.
        public static let version = "MCP-Protocol-Version"
        /// The session of the handshake era.
        public static let session = "Mcp-Session-Id"
        /// The request's method, in the stateless era.
        public static let method = "Mcp-Method"
        /// What a `tools/call` calls, in the stateless era.
        public static let name = "Mcp-Name"
        /// Before the name of an argument that the tool's schema wants mirrored.
        public static let parameterPrefix = "Mcp-Param-"
    }

    /// The member of the parameters that the header ``Header/name`` repeats, by method.
    public static let namedBy = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"]
}

/// JSON-RPC 2.0 as the protocol uses it: requests with an id, notifications without, no batches.
public enum JSONRPC {
    public static func request(id: Int, _ method: String, _ params: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": .integer(id), "method": .string(method), "params": params]
    }

    public static func notification(_ method: String, _ params: JSONValue = [:]) -> JSONValue {
        ["jsonrpc": "2.0", "method": .string(method), "params": params]
    }

    public static func response(to id: JSONValue, _ result: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "result": result]
    }

    /// - Parameter id: `null` where the request's could not be read.
    public static func response(to id: JSONValue, _ error: JSONRPCError) -> JSONValue {
        var members: [String: JSONValue] = ["code": .integer(error.code), "message": .string(error.message)]
        members["data"] = error.data
        return ["jsonrpc": "2.0", "id": id, "error": .object(members)]
    }
}

/// A refusal (JSON-RPC 2.0 §5.1).
public struct JSONRPCError: Error, Hashable, Sendable {
    public var code: Int
    public var message: String
    public var data: JSONValue?

    public init(_ code: Int, _ message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// The text is not JSON.
    public static let parseError = -32700
    /// The JSON is no request, or none that can be served now.
    public static let invalidRequest = -32600
    public static let methodNotFound = -32601
    public static let invalidParams = -32602
    /// It could not be done, whatever was asked.
    public static let internalError = -32603
    /// Header fields and body disagree; stateless era.
    public static let headerMismatch = -32020
    /// The client lacks what the request needs; stateless era.
    public static let missingClientCapability = -32021
    /// The request's version is none of the server's; stateless era.
    public static let unsupportedVersion = -32022
}
