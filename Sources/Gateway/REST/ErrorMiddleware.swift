import AgentRuntime
import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1

/// Gives every error the shape the protocol defines, and tells a wrong method from a wrong path.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let table: RouteTable

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return try error.response(from: request, context: context)
        } catch let error as AccessError {
            context.logger.debug("A request was not let in", metadata: ["reason": "\(error)"])
            return try APIError(error).response(from: request, context: context)
        } catch let refusal as SessionRefusal {
            return try APIError(refusal).response(from: request, context: context)
        } catch let error as SessionStoreError {
            context.logger.error("The session store failed", metadata: ["error": "\(error)"])
            return try APIError(error).response(from: request, context: context)
        } catch let error as HTTPParserError {
            return try APIError.unreadable(error).response(from: request, context: context)
        } catch let error as HTTPError {
            if request.method == .options, let allowed = self.table.methods(at: request.uri.path) {
                return Response(status: .noContent, headers: [.allow: allowed])
            }
            return try self.worded(error, request).response(from: request, context: context)
        } catch {
            context.logger.error(
                "A request failed",
                metadata: ["error": "\(type(of: error))", "path": "\(request.uri.path)"]
            )
            let failure = APIError(
                status: .internalServerError,
                code: "internal_error",
                detail: "The service failed. Try again."
            )
            return try failure.response(from: request, context: context)
        }
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
