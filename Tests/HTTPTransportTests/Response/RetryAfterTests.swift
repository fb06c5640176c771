import Testing

@testable import HTTPTransport

@Suite("Retry-After")
struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT, the standard's example.
    static let example = 784_111_777

    @Test(
        "a date is read in each of its three forms",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ]
    )
    func forms(_ text: String) {
        #expect(HTTPDate(text)?.secondsSince1970 == Self.example)
    }

    @Test("dates are right across leap days and centuries")
    func calendar() {
        #expect(HTTPDate("Thu, 01 Jan 1970 00:00:00 GMT")?.secondsSince1970 == 0)
        #expect(HTTPDate("Thu, 29 Feb 2024 23:59:59 GMT")?.secondsSince1970 == 1_709_251_199)
        #expect(HTTPDate("Fri, 01 Mar 2024 00:00:00 GMT")?.secondsSince1970 == 1_709_251_200)
        #expect(HTTPDate("Tue, 31 Dec 2999 23:59:59 GMT")?.secondsSince1970 == 32_503_679_999)
    }

    @Test(
        "what is no date is none",
        arguments: ["", "soon", "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT"]
    )
    func noDate(_ text: String) {
        #expect(HTTPDate(text) == nil)
    }

    static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        HTTPResponseHead(status: 429, headers: headers).retryAfter(at: Self.example)
    }

    @Test("it is told in seconds, as a date, or in milliseconds, which is more exact")
    func durations() {
        #expect(Self.retryAfter(["Retry-After": "120"]) == .seconds(120))
        #expect(Self.retryAfter(["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"]) == .seconds(30))
        #expect(Self.retryAfter(["retry-after-ms": "1500", "Retry-After": "2"]) == .milliseconds(1500))
        #expect(Self.retryAfter([:]) == nil)
        #expect(Self.retryAfter(["Retry-After": "9223372036854775807"]) == .seconds(366 * 86400))
        #expect(Self.retryAfter(["Retry-After": "-1"]) == nil)
        #expect(Self.retryAfter(["Retry-After": "later"]) == nil)
        #expect(Self.retryAfter(["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"]) == .zero)
    }

    @Test("a date counts from the response's own, so that clocks need not agree")
    func skew() {
        let headers: HTTPHeaders = [
            "Date": "Mon, 07 Nov 1994 00:00:00 GMT", "Retry-After": "Mon, 07 Nov 1994 00:00:05 GMT",
        ]
        #expect(Self.retryAfter(headers) == .seconds(5))
    }
}
