import Foundation

extension HTTPResponseHead {
    /// How long the server asks to wait before the next request: `Retry-After` (RFC 9110 §10.2.3) in seconds or as a date,
    /// or `retry-after-ms`, which some providers add and which is more exact. `nil` if it says nothing, or nothing sensible.
    ///
    /// More than a year counts as a year. A date counts from the response's own `Date`, so that clocks need not agree.
    public var retryAfter: Duration? { self.retryAfter(at: Int(Date().timeIntervalSince1970)) }

    /// - Parameter now: in seconds since 1970, for responses without a `Date`.
    func retryAfter(at now: Int) -> Duration? {
        if let text = self.headers["retry-after-ms"], let milliseconds = Double(text), (0...1e9).contains(milliseconds)
        {
            return .milliseconds(milliseconds)
        }
        guard let text = self.headers["Retry-After"] else { return nil }
        let year = 366 * 86400
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(min(seconds, year)) : nil }
        guard let date = HTTPDate(text) else { return nil }
        let sent = self.headers["Date"].flatMap { HTTPDate($0) }?.secondsSince1970 ?? now
        return .seconds(min(max(0, date.secondsSince1970 - sent), year))
    }
}
