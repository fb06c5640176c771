import HTTPTypes

extension APIError {
    /// The answer to who is not let in, with the challenge of RFC 6750 §3.
    init(_ error: AccessError) {
        switch error {
        case .missing:
            self.init(
                status: .unauthorized,
                code: "token_required",
                detail: "A token is needed. Send it as \"Authorization: Bearer <token>\".",
                headers: [.wwwAuthenticate: Self.challenge]
            )
        case .malformed(let detail):
            self.init(status: .badRequest, code: "invalid_request", detail: detail, error: "invalid_request")
        case .invalid(let detail):
            self.init(status: .unauthorized, code: "invalid_token", detail: detail, error: "invalid_token")
        case .forbidden(let code, let detail):
            self.init(status: .forbidden, code: code, detail: detail, error: "insufficient_scope")
        case .unavailable:
            self.init(
                status: .serviceUnavailable,
                code: "authentication_unavailable",
                detail: "Whether the token is good cannot be told now. Try again.",
                headers: [.retryAfter: "5"]
            )
        }
    }

    private static let challenge = #"Bearer realm="chat-service""#

    private init(status: HTTPResponse.Status, code: String, detail: String, error: String) {
        // RFC 6750 §3 leaves out quotes, backslashes and what is not ASCII.
        let description = String(
            String.UnicodeScalarView(
                detail.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }
            )
        )
        self.init(
            status: status,
            code: code,
            detail: detail,
            headers: [
                .wwwAuthenticate: "\(Self.challenge), error=\"\(error)\", error_description=\"\(description)\""
            ]
        )
    }
}

extension AccessError {
    static let notAdmin = AccessError.forbidden(
        code: "admin_required",
        "The token is not an admin's. Use one that has the role."
    )

    static let regionNotAllowed = AccessError.forbidden(
        code: "region_not_allowed",
        "The token is not good for this region. Name another region, or use another token."
    )

    static let ticketNotGood = AccessError.invalid(
        "The ticket is not good: it was used, has expired, or is for another session. Get a new one."
    )
}
