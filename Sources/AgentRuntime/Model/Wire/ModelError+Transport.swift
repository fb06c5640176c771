import HTTPTransport

extension ModelError {
    /// What a transfer that failed means to the loop.
    /// - Parameter timeouts: the limits the transfer had.
    init(
        _ error: HTTPTransportError,
        within timeouts: HTTPTimeouts,
        partialText: String = "",
        usage: TokenUsage? = nil
    ) {
        let reason: Reason
        var detail = "\(error)"
        switch error {
        case .status(let response):
            let body =
                (try? JSONValue(parsing: response.body))
                ?? .string(String(decoding: response.body.prefix(300), as: UTF8.self))
            self.init(
                providerError: body["error"] ?? body,
                status: response.head.status,
                retryAfter: response.head.retryAfter
            )
            return
        case .unknownHost, .cannotConnect, .proxy, .tls: reason = .unreachable
        case .timedOut(let phase):
            reason = .timedOut
            if let limit = timeouts[phase] { detail += " \(phase.name(of: limit))" }
        case .unanswered, .truncated: reason = .truncated
        case .protocolViolation, .bodyTooLarge: reason = .protocolViolation
        case .invalidRequest, .forbiddenAddress: reason = .rejected
        case .cancelled, .shutDown, .failed: reason = .unavailable
        }
        self.init(reason, detail: detail, partialText: partialText, usage: usage)
    }

    /// An error in the provider's words: an object with `message`, `type` and `code`, or just a text.
    init(providerError json: JSONValue, status: Int?, retryAfter: Duration?) {
        let message = json.string ?? json["message"]?.string ?? json["detail"]?.string ?? ""
        let quote = message.isEmpty ? nil : String(message.prefix(300))
        let words = [json["type"]?.string, json["code"]?.string].compactMap { $0 }
        if words.contains("tool_use_failed") {
            // The request was in order, and asking again may help.
            self.init(.unavailable, detail: "The model wrote what cannot be made into a call.", quote: quote)
            return
        }
        let code = json["code"]?.integer ?? json["code"]?.string.flatMap { Int($0) }
        let status = status ?? code ?? json["status"]?.integer
        let reason: Reason
        switch status {
        case _ where Self.tellsOfLength(message, words, status: status): reason = .contextTooLong
        case 401?, 402?, 403?, 404?: reason = .unauthorized
        case 429? where words.contains("insufficient_quota"): reason = .unauthorized
        case 429?: reason = .rateLimited
        case 408?: reason = .timedOut
        case .some(400..<500): reason = .rejected
        case nil: reason = Self.reason(named: words)
        default: reason = words.contains { $0.contains("rate_limit") } ? .rateLimited : .unavailable
        }
        let label = ([status.map { "status \($0)" }] + words.filter(Self.isName)).compactMap(\.self)
        self.init(
            reason,
            detail: "The provider answered with an error\(label.isEmpty ? "" : " (\(label.joined(separator: ", ")))").",
            quote: quote,
            retryAfter: retryAfter
        )
    }

    /// Whether a word can be the name of an error and hold nothing that was said: `context_length_exceeded`.
    private static func isName(_ word: String) -> Bool {
        (1...64).contains(word.utf8.count)
            && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    }

    /// What an error means that has a name and no status, as inside a stream.
    private static func reason(named words: [String]) -> Reason {
        func isNamed(_ parts: String...) -> Bool { words.contains { word in parts.contains { word.contains($0) } } }
        if isNamed("rate_limit") { return .rateLimited }
        if isNamed("authentication", "permission", "api_key", "insufficient_quota", "billing", "not_found") {
            return .unauthorized
        }
        if isNamed("invalid_", "context_length", "too_large") { return .rejected }
        return isNamed("timeout") ? .timedOut : .unavailable
    }

    /// Whether the provider refused the request, before it said anything, with `words` in what it gave as the reason.
    func isRefusal(of words: String) -> Bool {
        self.reason == .rejected && self.partialText.isEmpty && self.quote?.lowercased().contains(words) == true
    }
}

extension HTTPTransportError.Phase {
    /// Where a limit comes from, for whoever wants to change it.
    fileprivate func name(of limit: Duration) -> String {
        if self == .total { return "The turn had \(limit) left for it." }
        return "The limit is \(limit): timeouts.\(self.rawValue.replacing(" ", with: "_")) of the model."
    }
}
