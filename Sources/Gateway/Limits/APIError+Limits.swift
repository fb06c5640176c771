import AgentRuntime
import HTTPTypes

extension APIError {
    init(_ exceeded: RateLimiter.Exceeded) {
        self.init(
            status: .tooManyRequests,
            code: AgentError.Code.rateLimited.rawValue,
            detail: exceeded.detail,
            headers: Self.retry(after: exceeded.wait),
            limit: exceeded.reason
        )
    }

    init(_ refusal: SessionRefusal) {
        switch refusal {
        case .serviceFull(let limit):
            self.init(
                status: .serviceUnavailable,
                code: "too_many_sessions",
                detail: "The service has \(limit) open sessions, and takes no more. Try again in a minute.",
                headers: Self.retry(after: .seconds(60))
            )
        case .userFull(let limit):
            self.init(
                status: .tooManyRequests,
                code: "too_many_sessions",
                detail: "This user has \(limit) open sessions already. Delete one with DELETE /api/session/{id}.",
                headers: Self.retry(after: .seconds(60))
            )
        case .stopping:
            self.init(
                status: .serviceUnavailable,
                code: AgentError.Code.serviceStopping.rawValue,
                detail: "The service restarts. Try again in a few seconds.",
                headers: Self.retry(after: .seconds(5))
            )
        }
    }

    static func tooManySockets(_ detail: String) -> APIError {
        APIError(
            status: .tooManyRequests,
            code: "too_many_sockets",
            detail: detail,
            headers: Self.retry(after: .seconds(10))
        )
    }

    static let requestTimeout = APIError(
        status: .requestTimeout,
        code: "request_timeout",
        detail: "The request took too long to arrive. Send it again, faster."
    )

    /// In whole seconds (RFC 9110 §10.2.3), never too few.
    private static func retry(after wait: Duration) -> HTTPFields {
        guard let name = HTTPField.Name("Retry-After") else { return [:] }
        return [name: "\((wait.milliseconds + 999) / 1000)"]
    }
}

extension RateLimiter.Exceeded {
    /// What the client is told.
    var detail: String {
        let many =
            switch self.resource {
            case .bytes: "much data"
            case .failures: "many requests with no good token"
            case .requests, .sessions, .messages: "many \(self.resource)"
            }
        let seconds = (self.wait.milliseconds + 999) / 1000
        return "Too \(many) from this \(self.scope) in a short time. Wait \(seconds) s and try again."
    }
}
