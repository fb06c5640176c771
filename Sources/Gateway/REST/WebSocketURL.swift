import AgentRuntime
import Hummingbird

/// Where a client finds a session's socket: by the configured public URL, else by the way its request came, as far as proxies
/// we trust tell.
struct WebSocketURL {
    private let base: String

    init(_ request: Request, publicURL: String?) {
        if let publicURL {
            var base = publicURL
            while base.hasSuffix("/") { base.removeLast() }
            self.base = base.hasPrefix("http") ? "ws\(base.dropFirst(4))" : base
            return
        }
        let origin = request.origin
        let host = origin.host ?? request.head.authority ?? "localhost"
        let isSound = host.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\"")
        }
        self.base = "\(origin.isSecure ? "wss" : "ws")://\(isSound && !host.isEmpty ? host : "localhost")"
    }

    func url(of session: SessionID) -> String {
        "\(self.base)/ws/\(session)"
    }
}
