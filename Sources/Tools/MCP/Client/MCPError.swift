import AgentRuntime

/// Why a request to an MCP server has no result.
enum MCPError: Error, Equatable, CustomStringConvertible {
    /// The server says that the request is wrong, or that it cannot do it.
    case refused(JSONRPCError)
    /// The HTTP status is no success, and the body no error of the protocol.
    case status(Int)
    /// The server has forgotten the session (HTTP 404 with a session id): it did not run the request.
    case sessionExpired
    /// The connection ended before the response came; whether the request ran is not known.
    case connectionLost(String)
    /// The server cannot be started or reached now; the request did not run.
    case unreachable(String)
    /// The server speaks no version of the protocol that we do.
    case unsupportedVersion(String)
    /// What came is not the protocol.
    case invalid(String)
    /// It took longer than it may.
    case timedOut(Duration)

    /// A JSON-RPC error object.
    init(_ error: JSONValue) {
        self = .refused(
            JSONRPCError(
                error["code"]?.integer ?? 0,
                error["message"]?.string ?? "no reason given",
                data: error["data"]
            )
        )
    }

    var description: String {
        switch self {
        case .refused(let error):
            "it answered with error \(error.code), \(JSONValue.string(error.message.cut(toBytes: 300)))"
        case .status(let status): "it answered with status \(status)"
        case .sessionExpired: "it forgot the session"
        case .connectionLost(let reason): "the connection ended before the response came: \(reason)"
        case .unreachable(let reason): reason
        case .unsupportedVersion(let versions): "it speaks only versions we do not: \(versions)"
        case .invalid(let reason): "it does not keep to the protocol: \(reason)"
        case .timedOut(let limit): "it did not answer within \(limit.milliseconds) ms"
        }
    }

    /// The protocol versions the server offers, if this is a stateless server's complaint about ours.
    var versionsOffered: [String]? {
        guard case .refused(let error) = self, error.code == JSONRPCError.unsupportedVersion else { return nil }
        return error.data?["supported"]?.array?.compactMap(\.string) ?? []
    }

    /// Whether the server has answered the request.
    var isAnswer: Bool {
        if case .refused = self { true } else { false }
    }

    /// Whether what was agreed with the server may not hold any more.
    var unsettlesAgreement: Bool {
        switch self {
        case .sessionExpired, .status, .unsupportedVersion, .invalid: true
        case .refused(let error): [JSONRPCError.unsupportedVersion, JSONRPCError.headerMismatch].contains(error.code)
        case .connectionLost, .unreachable, .timedOut: false
        }
    }
}
