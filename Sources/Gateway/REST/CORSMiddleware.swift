import AgentRuntime
import HTTPTypes
import Hummingbird

/// Answers preflights, and lets pages from allowed origins read the answers to their calls.
struct CORSMiddleware<Context: RequestContext>: RouterMiddleware {
    /// What pages may read of an answer's fields, beside those that the standard lists.
    private static var exposed: String { "Allow, Retry-After, WWW-Authenticate, \(MCPProtocol.Header.session)" }

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
            if headers[.accessControlAllowOrigin] != nil { headers[.accessControlExposeHeaders] = Self.exposed }
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
