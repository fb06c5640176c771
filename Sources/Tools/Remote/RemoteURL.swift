/// What is to know of a remote tool's URL without asking the network.
enum RemoteURL {
    /// Whether it begins with `http://` or `https://` and a host.
    static func isAbsolute(_ url: String) -> Bool {
        self.origin(of: url) != nil
    }

    /// Whether it begins with `https://`.
    static func isSecure(_ url: String) -> Bool {
        self.origin(of: url)?.hasPrefix("https:") ?? false
    }

    /// Scheme and authority in lower case: `https://api.example.org:8443`; `nil` without them, or with credentials.
    static func origin(of url: some StringProtocol) -> String? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound].lowercased()
        let authority = url[separator.upperBound...].prefix { !"/?#".contains($0) }
        guard ["http", "https"].contains(scheme), !authority.isEmpty,
            !authority.contains(where: { "@{} ".contains($0) })
        else { return nil }
        return "\(scheme)://\(authority.lowercased())"
    }

    /// Where a redirect from `url` to `location` leads (RFC 3986 §4.2); `nil` where that is no `http` or `https` URL.
    static func resolved(_ location: String, from url: String) -> String? {
        if self.origin(of: location) != nil { return location }
        guard let origin = self.origin(of: url) else { return nil }
        if location.hasPrefix("//") {
            let absolute = "\(origin.prefix { $0 != "/" })\(location)"
            return self.isAbsolute(absolute) ? absolute : nil
        }
        if location.hasPrefix("/") { return origin + location }
        let path = url.dropFirst(origin.count).prefix { !"?#".contains($0) }
        if location.hasPrefix("?") { return origin + path + location }
        guard !location.prefix(while: { !"/?#".contains($0) }).contains(":") else { return nil }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return origin + folder + location
    }

    /// The host of an origin, without port: `api.example.org`, `[::1]`.
    static func host(of origin: String) -> String {
        let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        guard authority.hasPrefix("[") else { return String(authority.prefix { $0 != ":" }) }
        return String(authority.prefix { $0 != "]" }) + "]"
    }
}
