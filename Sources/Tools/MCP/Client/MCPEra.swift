import AgentRuntime
import HTTPTransport

/// How a server wants to be spoken to: the protocol changed its ways in 2026.
enum MCPEra: Equatable, Sendable {
    /// With a handshake and, over HTTP, a session.
    case handshake(version: String, session: String?)
    /// Without either: each request tells version and capabilities.
    case stateless(version: String)

    var version: String {
        switch self {
        case .handshake(let version, _), .stateless(let version): version
        }
    }

    var session: String? {
        if case .handshake(_, let session) = self { session } else { nil }
    }

    var isStateless: Bool {
        if case .stateless = self { true } else { false }
    }

    /// What we call ourselves.
    static let clientInfo: JSONValue = ["name": "chat-service", "version": "1"]

    /// `params` with what each request of the era must carry, and with the task's place in a trace.
    func dressed(_ params: [String: JSONValue]) -> JSONValue {
        var meta = params["_meta"]?.object ?? [:]
        if let trace = TraceContext.current {
            meta["traceparent"] = .string(trace.traceparent)
            if let state = trace.state { meta["tracestate"] = .string(state) }
        }
        if case .stateless(let version) = self {
            meta[MCPProtocol.MetaKey.protocolVersion] = .string(version)
            meta[MCPProtocol.MetaKey.clientCapabilities] = [:]
            meta[MCPProtocol.MetaKey.clientInfo] = Self.clientInfo
        }
        guard !meta.isEmpty else { return .object(params) }
        var params = params
        params["_meta"] = .object(meta)
        return .object(params)
    }
}
