import AgentRuntime
import HTTPTypes

/// The ways in which a request can show a token (RFC 6750 §2).
enum BearerToken {
    /// Bytes of the longest token that is looked at.
    static let longest = 8192
    /// What a page offers in the place of a header: `new WebSocket(url, ["chat.v1", "token." + token])`.
    static let subprotocolPrefix = "token."
    /// What the frames of docs/protocol.md are called. It is the only one that is ever chosen, so that no token is sent back.
    static let subprotocol = "chat.v1"

    /// The token of an `Authorization` field; `nil` where there is none, or it is of another scheme.
    /// - Throws: ``AccessError/malformed(_:)``, ``AccessError/invalid(_:)``.
    static func inField(_ field: String?) throws(AccessError) -> Secret? {
        guard let field else { return nil }
        let scheme = field.prefix { $0 != " " }
        guard scheme.lowercased() == "bearer" else { return nil }
        return try self.checked(field.dropFirst(scheme.count).drop { $0 == " " })
    }

    /// The token among the protocols that a client offers.
    /// - Throws: ``AccessError/malformed(_:)``, ``AccessError/invalid(_:)``.
    static func inSubprotocols(_ offered: [String]) throws(AccessError) -> Secret? {
        guard let first = offered.first(where: { $0.hasPrefix(self.subprotocolPrefix) }) else { return nil }
        guard offered.contains(self.subprotocol) else {
            throw .malformed("A token among the protocols needs one beside it that can be chosen. Offer chat.v1 too.")
        }
        return try self.checked(first.dropFirst(self.subprotocolPrefix.count))
    }

    /// Which of the offered protocols the socket speaks. A browser gives up a socket whose server chooses none of them.
    static func chosen(of offered: [String]) -> String? {
        offered.first { $0 == self.subprotocol }
    }

    private static func checked(_ token: some StringProtocol) throws(AccessError) -> Secret {
        guard token.utf8.count <= self.longest else {
            throw .invalid("The token has more than \(self.longest) bytes. Get one with fewer claims.")
        }
        // RFC 6750 §2.1, b64token.
        let isReadable = token.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~+/=".utf8.contains(byte)
            }
        }
        guard isReadable, !token.isEmpty else {
            throw .malformed("What follows Bearer is not a token. Send \"Authorization: Bearer <token>\", once.")
        }
        return Secret(String(token))
    }
}
