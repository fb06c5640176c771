/// What a client of an ``MCPServer`` sends.
enum MCPServerRequest {
    case request(id: JSONValue, method: String, params: JSONValue)
    case notification(method: String, params: JSONValue)
    /// An answer, though nothing was asked.
    case response

    /// - Throws: ``JSONRPCError`` for what is no message of the protocol.
    init(_ message: JSONValue) throws(JSONRPCError) {
        guard message.object != nil, message["jsonrpc"] == "2.0" else {
            throw JSONRPCError(JSONRPCError.invalidRequest, "Send one JSON-RPC 2.0 message, and no batch.")
        }
        let params = message["params"] ?? [:]
        guard params.object != nil else {
            throw JSONRPCError(JSONRPCError.invalidRequest, "params must be an object.")
        }
        switch (message["id"], message["method"]) {
        case (let id?, .string(let method)?):
            switch id {
            case .string, .integer: self = .request(id: id, method: method, params: params)
            default: throw JSONRPCError(JSONRPCError.invalidRequest, "id must be a text or a whole number.")
            }
        case (nil, .string(let method)?): self = .notification(method: method, params: params)
        case (.some, nil) where message["result"] != nil || message["error"] != nil: self = .response
        default: throw JSONRPCError(JSONRPCError.invalidRequest, "This is neither a request nor a notification.")
        }
    }
}
