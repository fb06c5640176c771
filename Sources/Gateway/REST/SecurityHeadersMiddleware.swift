import HTTPTypes
import Hummingbird

/// Tells browsers to make of an answer nothing but what it is: data for the page that asked.
struct SecurityHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in SecurityHeaders.fields where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        return response
    }
}

/// The fields that every answer carries.
enum SecurityHeaders {
    static let fields: HTTPFields = {
        var fields: HTTPFields = [
            .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { fields[name] = "no-referrer" }
        return fields
    }()
}
