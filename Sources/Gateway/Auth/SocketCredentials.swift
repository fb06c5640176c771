import AgentRuntime
import HTTPTypes
import NIOHTTP1

/// What a request for a socket shows.
struct SocketCredentials {
    private let field: String?
    /// The protocols the client offers (RFC 6455 §11.3.4).
    let protocols: [String]
    let ticket: Secret?

    init(_ head: HTTPRequestHead, ticket: Secret?) {
        self.field = head.headers.first(name: "authorization")
        self.protocols = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        self.ticket = ticket
    }

    init(_ headers: HTTPFields, ticket: Secret?) {
        self.field = headers[.authorization]
        self.protocols = headers[values: .secWebSocketProtocol]
            .flatMap { $0.split(separator: ",") }
            .map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
        self.ticket = ticket
    }

    /// From the header field, else from the offered protocols.
    var token: Secret? {
        get throws(AccessError) {
            if let token = try BearerToken.inField(self.field) { return token }
            return try BearerToken.inSubprotocols(self.protocols)
        }
    }
}
