/// The paths there are, and the methods each knows.
struct KnownPaths: Sendable {
    /// Whether those for clients are among them: they are not on a port for operators alone.
    var hasClients = true
    /// Whether those for admins are among them.
    var hasAdmins = false
    /// Whether the metrics are: they may have a port of their own.
    var hasMetrics = false

    /// The methods a path knows, as an `Allow` field lists them; `nil` where there is no such path.
    func methods(at path: String) -> String? {
        let parts = path.split(separator: "/")
        switch (parts.first, parts.count) {
        case ("live", 1), ("ready", 1): return "GET, HEAD, OPTIONS"
        case ("metrics", 1) where self.hasMetrics: return "GET, HEAD, OPTIONS"
        default: return self.hasClients ? self.methodsForClients(at: parts) : nil
        }
    }

    private func methodsForClients(at parts: [Substring]) -> String? {
        switch (parts.first, parts.count) {
        case ("health", 1), ("ws", 1), ("ws", 2): "GET, HEAD, OPTIONS"
        case ("api", 2) where parts[1] == "create-session": "POST, OPTIONS"
        case ("api", 3) where parts[1] == "session": "DELETE, OPTIONS"
        case ("api", 4) where parts[1] == "session" && ["info", "messages"].contains(parts[3]): "GET, HEAD, OPTIONS"
        case ("api", 4) where parts[1] == "session" && parts[3] == "ticket": "POST, OPTIONS"
        case ("admin", 2) where self.hasAdmins && parts[1] == "sessions": "GET, HEAD, OPTIONS"
        default: nil
        }
    }
}
