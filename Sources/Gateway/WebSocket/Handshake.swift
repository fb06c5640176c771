import NIOHTTP1

/// A client's opening handshake (RFC 6455 §4.2.1).
enum Handshake {
    /// The version of the protocol that is spoken.
    static let version = "13"
    /// Whether a request asks for a socket, and asks correctly.
    static func isSound(_ head: HTTPRequestHead) -> Bool {
        let path = head.uri.prefix { $0 != "?" }.split(separator: "/")
        return head.method == .GET && head.version == .http1_1 && path.first == "ws" && path.count <= 2
            && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
            && head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers["sec-websocket-version"] == [Self.version]
            && Self.isKey(head.headers["sec-websocket-key"])
            && !head.headers.contains(name: "transfer-encoding") && !head.headers.contains(name: "content-length")
    }

    /// Whether the fields are one key: 16 bytes in base64.
    static func isKey(_ fields: [String]) -> Bool {
        guard fields.count == 1, let key = fields.first, key.utf8.count == 24, key.hasSuffix("==") else { return false }
        return key.utf8.dropLast(2).allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }

    /// The one of the subprotocols the client offers that the socket speaks; never a token that stands among them.
    static func subprotocol(of head: HTTPRequestHead) -> String? {
        BearerToken.chosen(of: head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init))
    }
}
