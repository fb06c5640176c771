import HTTPTransport

extension ModelError {
    /// What a transfer that failed means to the loop.
    init(_ error: HTTPTransportError, partialText: String = "", usage: TokenUsage? = nil) {
        let reason: Reason
        switch error {
        case .status(let response):
            let body =
                (try? JSONValue(parsing: response.body))
                ?? .string(String(decoding: response.body.prefix(300), as: UTF8.self))
            self.init(
                providerError: body["error"] ?? body,
                status: response.head.status,
                retryAfter: .retryAfter(response.head.headers)
            )
            return
        case .unknownHost, .cannotConnect, .tls: reason = .unreachable
        case .timedOut: reason = .timedOut
        case .truncated: reason = .truncated
        case .protocolViolation, .bodyTooLarge: reason = .protocolViolation
        case .invalidRequest: reason = .rejected
        case .cancelled, .shutDown, .failed: reason = .unavailable
        }
        self.init(reason, detail: "\(error)", partialText: partialText, usage: usage)
    }

    /// An error in the provider's words: an object with `message`, `type` and `code`, or just a text.
    init(providerError json: JSONValue, status: Int?, retryAfter: Duration?) {
        let message = json.string ?? json["message"]?.string ?? json["detail"]?.string ?? "no reason given"
        let words = [json["type"]?.string, json["code"]?.string].compactMap { $0 }
        let status = status ?? json["code"]?.integer ?? json["status"]?.integer
        let reason: Reason
        switch status {
        case 401?, 402?, 403?, 404?: reason = .unauthorized
        case 429? where words.contains("insufficient_quota"): reason = .unauthorized
        case 429?: reason = .rateLimited
        case 408?: reason = .timedOut
        case .some(400..<500): reason = .rejected
        default:
            reason = words.contains { $0.contains("rate_limit") } ? .rateLimited : .unavailable
        }
        let label = ([status.map { "status \($0)" }] + words.map { Optional($0) }).compactMap { $0 }.joined(
            separator: ", "
        )
        self.init(
            reason,
            detail: "The provider answered: \(message.prefix(300))\(label.isEmpty ? "" : " (\(label))")",
            retryAfter: retryAfter
        )
    }
}
