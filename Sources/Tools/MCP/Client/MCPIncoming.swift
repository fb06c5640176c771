import AgentRuntime

/// What a server sends.
enum MCPIncoming {
    case result(id: Int, JSONValue)
    /// `nil` for the id where the server could not read the request's.
    case error(id: Int?, MCPError)
    case notification(method: String, params: JSONValue)
    /// The server asks us something; the id is of its choosing.
    case request(id: JSONValue, method: String)
    case unknown

    init(_ message: JSONValue) {
        let id = message["id"]?.integer ?? message["id"]?.string.flatMap { Int($0) }
        if let method = message["method"]?.string {
            if let own = message["id"], own != .null {
                self = .request(id: own, method: method)
            } else {
                self = .notification(method: method, params: message["params"] ?? [:])
            }
        } else if let error = message["error"], error != .null {
            self = .error(id: id, MCPError(error))
        } else if let id, let result = message["result"] {
            self = .result(id: id, result)
        } else {
            self = .unknown
        }
    }

    /// The notification that the list of tools is not what it was.
    static let listChanged = "notifications/tools/list_changed"

    /// Our answer to a server that asks us something: we are there, and offer nothing.
    static func answer(to id: JSONValue, method: String) -> JSONValue {
        if method == "ping" { return JSONRPC.response(to: id, [:]) }
        let refusal = JSONRPCError(JSONRPCError.methodNotFound, "This client offers no \(method.prefix(100)).")
        return JSONRPC.response(to: id, refusal)
    }
}
