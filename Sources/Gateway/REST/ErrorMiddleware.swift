import HTTPTypes
import Hummingbird
import Observability

/// Gives every error the shape the protocol defines and counts it, and tells a wrong method from a wrong path.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let table: RouteTable
    let metrics: ServiceMetrics

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            if request.method == .options, let allowed = self.table.methods(at: request.uri.path) {
                return Response(status: .noContent, headers: [.allow: allowed])
            }
            return try self.answer(self.worded(error, request), request, context)
        } catch {
            let error = APIError(answering: error, at: request.uri.path, logger: context.logger)
            return try self.answer(error, request, context)
        }
    }

    private func answer(_ error: APIError, _ request: Request, _ context: Context) throws -> Response {
        self.metrics.refused(error.reason)
        return try error.response(from: request, context: context)
    }

    private func worded(_ error: HTTPError, _ request: Request) -> APIError {
        switch error.status {
        case .notFound:
            if let allowed = self.table.methods(at: request.uri.path) {
                return APIError(
                    status: .methodNotAllowed,
                    code: "method_not_allowed",
                    detail: "\(request.method.rawValue) is not possible here. Use \(allowed).",
                    headers: [.allow: allowed]
                )
            }
            return APIError(
                status: .notFound,
                code: "not_found",
                detail: "There is nothing at this path. Sessions are created with POST /api/create-session."
            )
        case .contentTooLarge:
            return APIError(
                status: .contentTooLarge,
                code: "body_too_large",
                detail: "The body is too large. Send less."
            )
        default:
            return APIError(
                status: error.status,
                code: "invalid_request",
                detail: error.body ?? error.status.reasonPhrase
            )
        }
    }
}
