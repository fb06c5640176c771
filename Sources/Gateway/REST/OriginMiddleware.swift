import HTTPTypes
import Hummingbird

/// Lets pages change something only if their origin is listed, or the service's own. CORS alone keeps the answer from other
/// pages, and not what was done: browsers send a `POST` of plain text without asking first.
struct OriginMiddleware<Context: RequestContext>: RouterMiddleware {
    let policy: OriginPolicy
    let publicURL: String?

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let origin = request.headers[.origin]
        let isSafe = [.get, .head, .options].contains(request.method)
        guard isSafe || self.policy.allows(origin) || OriginPolicy.isOwn(origin, at: self.authority(of: request)) else {
            throw APIError.originNotAllowed(to: "change anything")
        }
        return try await next(request, context)
    }

    /// Where the service is for whoever sent the request.
    private func authority(of request: Request) -> String? {
        guard let publicURL, let mark = publicURL.firstRange(of: "://") else {
            return request.origin.host ?? request.head.authority
        }
        return String(publicURL[mark.upperBound...].prefix { $0 != "/" })
    }
}
