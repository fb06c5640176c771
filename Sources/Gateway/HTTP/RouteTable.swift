import Hummingbird

/// The paths that are served, and the methods each of them knows.
struct RouteTable: Sendable {
    struct Route: Hashable, Comparable, Sendable {
        /// With parameters in braces, such as `/ws/{id}`.
        let path: String
        let method: String

        static func < (a: Self, b: Self) -> Bool { (a.path, a.method) < (b.path, b.method) }
    }

    /// In order, without those that every path has: `HEAD` beside `GET`, and `OPTIONS`.
    let routes: [Route]

    init<Context>(_ router: Router<Context>) {
        let routes = router.routes.filter { $0.method != .head && $0.method != .options }.map { route in
            let parts = route.path.description.split(separator: "/").map {
                $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0
            }
            return Route(path: "/\(parts.joined(separator: "/"))", method: route.method.rawValue)
        }
        self.routes = Set(routes).sorted()
    }

    /// The methods a path knows, as an `Allow` field lists them; `nil` where there is no such path.
    func methods(at path: String) -> String? {
        let parts = path.split(separator: "/")
        let known = self.routes.filter { path == "*" || Self.matches($0.path.split(separator: "/"), parts) }
        guard !known.isEmpty else { return nil }
        var methods = Set(known.map(\.method))
        if methods.contains("GET") { methods.insert("HEAD") }
        let order = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
        return (order.filter(methods.contains) + ["OPTIONS"]).joined(separator: ", ")
    }

    private static func matches(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
