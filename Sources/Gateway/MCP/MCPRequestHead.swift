import AgentRuntime
import HTTPTypes

/// What the header of a request says of its message.
struct MCPRequestHead: Sendable {
    let version: String?
    let session: String?
    private let method: String?
    private let name: String?
    private let hasRepetition: Bool

    init(_ headers: HTTPFields) {
        func values(_ name: String) -> [String] { HTTPField.Name(name).map { headers[values: $0] } ?? [] }
        let version = values(MCPProtocol.Header.version)
        let method = values(MCPProtocol.Header.method)
        let name = values(MCPProtocol.Header.name)
        self.version = version.first
        self.method = method.first
        self.name = name.first
        self.session = values(MCPProtocol.Header.session).first
        self.hasRepetition = [version, method, name].contains { $0.count > 1 }
    }

    /// Whether the message is a call, as far as can be said before it is read.
    var announcesCall: Bool { self.method == "tools/call" }

    /// Whether `message` is of the stateless era.
    func isStateless(_ message: JSONValue) -> Bool {
        MCPEnvelope.isClaimed(by: message["params"]) || message["method"] == "server/discover"
            || self.version.map(MCPProtocol.statelessVersions.contains) ?? false
    }

    /// Checks that header and body of a request say the same: what stands before us may have decided by the header.
    /// - Throws: ``JSONRPCError`` where they do not.
    func check(_ message: JSONValue) throws(JSONRPCError) {
        guard !self.hasRepetition else { throw Self.mismatch("A header field of the protocol is there twice.") }
        guard let version, MCPEnvelope.version(message["params"]).map({ $0 == .string(version) }) ?? true else {
            throw Self.mismatch("\(MCPProtocol.Header.version) and _meta name different versions.")
        }
        // Where it has an answer: what a notification's header must say is not laid down.
        guard message["id"] != nil, let called = message["method"]?.string else { return }
        guard self.method == called else {
            throw Self.mismatch("\(MCPProtocol.Header.method) and method name different methods.")
        }
        guard let member = MCPProtocol.namedBy[called], let named = message["params"]?[member] else { return }
        guard let name = self.name.flatMap(MCPHeaderValue.decoded), .string(name) == named else {
            throw Self.mismatch("\(MCPProtocol.Header.name) and \(member) say different things.")
        }
    }

    private static func mismatch(_ reason: String) -> JSONRPCError {
        JSONRPCError(JSONRPCError.headerMismatch, reason)
    }
}
