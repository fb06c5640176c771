import HTTPTransport

extension Duration {
    /// How long a response asks to wait before the next request: `retry-after-ms`, as OpenAI and Azure send it, else
    /// `Retry-After` in seconds or as a date (RFC 9110 §10.2.3).
    /// - Parameter now: what a date is measured from where the response has no `Date` of its own.
    /// - Returns: `nil` where the response does not say, or says it in no such way; zero for a date that has passed.
    static func retryAfter(_ headers: HTTPHeaders, now: Timestamp = .now) -> Duration? {
        if let text = headers["Retry-After-Ms"], let count = Double(text), (0...1e12).contains(count) {
            return .milliseconds(Int64(count))
        }
        guard let text = headers["Retry-After"] else { return nil }
        if let count = Double(text), (0...1e9).contains(count) { return .milliseconds(Int64(count * 1000)) }
        guard let date = Timestamp(httpDate: text) else { return nil }
        let sent = headers["Date"].flatMap { Timestamp(httpDate: $0) } ?? now
        return max(.zero, date - sent)
    }
}
