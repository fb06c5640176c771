import Hummingbird

/// Counts every request against its address before anybody looks at it, and once more if who sends it is not let in.
struct AdmissionMiddleware<Context: RequestContext>: RouterMiddleware {
    let traffic: Traffic

    /// What machines ask every few seconds, and must not be told that others ask too much.
    private static var probes: [String] { ["/health", "/live", "/ready"] }

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        if Self.probes.contains(path) { return try await next(request, context) }
        let origin = request.origin
        // Scrapes are as regular as probes, but may have to show a token.
        try self.traffic.admitRequest(from: origin, isCounted: path != "/metrics")
        do {
            return try await next(request, context)
        } catch let error as AccessError {
            self.traffic.note(error, from: origin)
            throw error
        }
    }
}
