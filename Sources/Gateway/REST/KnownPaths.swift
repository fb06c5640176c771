/// The paths there are, and the methods each knows.
struct KnownPaths: Sendable {
    /// Whether those for admins are among them.
    let hasAdmins: Bool
    /// Whether the metrics are: they may have a port of their own.
    let hasMetrics: Bool

    /// The methods a path knows, as an `Allow` field lists them; `nil` where there is no such path.
    func methods(at path: String) -> String? {
        let parts = path.split(separator: "/")
        return switch (parts.first, parts.count) {
        case ("health", 1), ("live", 1), ("ready", 1), ("ws", 1), ("ws", 2): "GET, HEAD, OPTIONS"
        case ("api", 2) where parts[1] == "create-session": "POST, OPTIONS"
        case ("api", 3) where parts[1] == "session": "DELETE, OPTIONS"
        case ("api", 4) where parts[1] == "session" && ["info", "messages"].contains(parts[3]): "GET, HEAD, OPTIONS"
        case ("api", 4) where parts[1] == "session" && parts[3] == "ticket": "POST, OPTIONS"
        case ("metrics", 1) where self.hasMetrics: "GET, HEAD, OPTIONS"
        case ("admin", 2) where self.hasAdmins && parts[1] == "sessions": "GET, HEAD, OPTIONS"
        default: nil
        }
    }
}
