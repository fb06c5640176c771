import HTTPTypes

/// Which origins' pages may use the service: the Fetch standard's CORS protocol, and the same list for sockets.
struct OriginPolicy: Sendable {
    private let allowed: Set<String>
    let allowsAny: Bool

    init(_ origins: [String]) {
        self.allowed = Set(origins)
        self.allowsAny = origins.contains("*")
    }

    /// Whether a page from `origin` may; what sends no origin is no browser.
    func allows(_ origin: String?) -> Bool {
        guard let origin, !self.allowsAny else { return true }
        return self.allowed.contains(origin)
    }

    /// Whether a page from `origin` may by name, and not because any may.
    func lists(_ origin: String?) -> Bool {
        origin.map(self.allowed.contains) ?? true
    }

    /// Whether `origin` is where the service itself is: at an authority such as `chat.example.org:8443`.
    static func isOwn(_ origin: String?, at authority: String?) -> Bool {
        guard let authority, let mark = origin?.firstRange(of: "://") else { return false }
        return origin?[mark.upperBound...].lowercased() == authority.lowercased()
    }

    /// What the answer to a page from `origin` says.
    func headers(for origin: String) -> HTTPFields {
        if self.allowsAny { return [.accessControlAllowOrigin: "*"] }
        guard self.allows(origin) else { return [.vary: "Origin"] }
        return [.accessControlAllowOrigin: origin, .accessControlAllowCredentials: "true", .vary: "Origin"]
    }
}

extension APIError {
    /// - Parameter act: what the page wanted, such as `connect`.
    static func originNotAllowed(to act: String) -> APIError {
        APIError(
            status: .forbidden,
            code: "origin_not_allowed",
            detail: "Pages from this origin may not \(act). Its operator adds it to cors.allow_origins."
        )
    }
}
