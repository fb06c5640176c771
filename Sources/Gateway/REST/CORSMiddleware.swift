import HTTPTypes
import Hummingbird

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

    /// What the answer to a page from `origin` says.
    func headers(for origin: String) -> HTTPFields {
        if self.allowsAny { return [.accessControlAllowOrigin: "*"] }
        guard self.allows(origin) else { return [.vary: "Origin"] }
        return [.accessControlAllowOrigin: origin, .accessControlAllowCredentials: "true", .vary: "Origin"]
    }
}

/// Answers preflights, and lets pages from allowed origins read the answers to their calls.
struct CORSMiddleware<Context: RequestContext>: RouterMiddleware {
    let policy: OriginPolicy

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        var headers = self.policy.headers(for: origin)
        guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else {
            var response = try await next(request, context)
            response.headers.append(contentsOf: headers)
            return response
        }
        if headers[.accessControlAllowOrigin] != nil {
            headers[.accessControlAllowMethods] = "GET, POST, DELETE, OPTIONS"
            headers[.accessControlAllowHeaders] =
                request.headers[.accessControlRequestHeaders] ?? "Content-Type, Authorization"
            headers[.accessControlMaxAge] = "600"
        }
        return Response(status: .noContent, headers: headers)
    }
}
