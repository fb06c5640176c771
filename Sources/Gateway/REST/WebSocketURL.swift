import AgentRuntime
import HTTPTypes
import Hummingbird

/// Where a client finds a session's socket: by the configured public URL, else by the way its request came.
struct WebSocketURL {
    private let base: String

    init(_ request: Request, publicURL: String?) {
        if let publicURL {
            var base = publicURL
            while base.hasSuffix("/") { base.removeLast() }
            self.base = base.hasPrefix("http") ? "ws\(base.dropFirst(4))" : base
            return
        }
        let isSecure = Self.first(request.headers, "X-Forwarded-Proto")?.lowercased() == "https"
        let host = Self.first(request.headers, "X-Forwarded-Host") ?? request.head.authority ?? "localhost"
        let isSound = host.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\"")
        }
        self.base = "\(isSecure ? "wss" : "ws")://\(isSound && !host.isEmpty ? host : "localhost")"
    }

    func url(of session: SessionID) -> String {
        "\(self.base)/ws/\(session)"
    }

    /// What the proxy nearest to the client said.
    private static func first(_ headers: HTTPFields, _ name: String) -> String? {
        guard let name = HTTPField.Name(name), let value = headers[name] else { return nil }
        return value.split(separator: ",").first.map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
    }
}
