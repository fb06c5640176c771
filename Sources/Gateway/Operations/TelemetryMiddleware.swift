import AgentRuntime
import HTTPTransport
import HTTPTypes
import Hummingbird
import Observability

/// Times every request under its route, and makes it part of the trace that its client is in.
struct TelemetryMiddleware<Context: RequestContext>: RouterMiddleware {
    let telemetry: Telemetry

    @concurrent
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let parent = TraceContext(request.headers)
        let place = self.telemetry.observer.place(below: parent)
        let began = ContinuousClock.now
        let response = try await TraceContext.$current.withValue(place) { try await next(request, context) }
        let duration = ContinuousClock.now - began
        // As the router knows it; what it does not know is one route.
        let route = context.endpointPath ?? "other"
        self.telemetry.metrics.answered(route, status: response.status.code, after: duration)
        if let spans = self.telemetry.spans, let place, !Self.isOfOperators(route) {
            spans.add(
                Span(
                    "\(request.method.rawValue) \(route)",
                    .server,
                    at: place,
                    below: parent,
                    began: began,
                    duration: duration,
                    attributes: [
                        "http.request.method": .string(request.method.rawValue), "http.route": .string(route),
                        "http.response.status_code": .integer(response.status.code),
                    ],
                    error: response.status.code >= 500 ? "\(response.status.code)" : nil
                )
            )
        }
        return response
    }

    /// What machines ask every few seconds, which nobody wants traced.
    private static func isOfOperators(_ route: String) -> Bool {
        ["/health", "/live", "/ready", "/metrics"].contains(route)
    }
}

extension TraceContext {
    /// Where in a trace a request's client is; `nil` if it does not say.
    init?(_ fields: HTTPFields) {
        guard let parent = HTTPField.Name("traceparent"), let state = HTTPField.Name("tracestate") else { return nil }
        let states = fields[values: state]
        self.init(
            traceparent: fields[parent],
            tracestate: states.isEmpty ? nil : states.joined(separator: ",")
        )
    }
}
