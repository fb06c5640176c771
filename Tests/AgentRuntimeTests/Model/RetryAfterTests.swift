import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("Retry-After")
struct RetryAfterTests {
    static let now = Timestamp(milliseconds: 784_111_777_000)  // 1994-11-06T08:49:37Z

    @Test(
        "all three forms of a date are read",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994",
        ]
    )
    func dates(_ text: String) {
        #expect(Timestamp(httpDate: text) == Self.now)
    }

    @Test("a year of two digits is one of this century")
    func shortYear() {
        #expect(Timestamp(httpDate: "Friday, 06-Nov-26 08:49:37 GMT") == Timestamp("2026-11-06T08:49:37Z"))
    }

    @Test(
        "what is no date is none",
        arguments: ["", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "1994-11-06"]
    )
    func noDates(_ text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    static let headers: [(HTTPHeaders, Duration?)] = [
        ([:], nil),
        (["Retry-After": "7"], .seconds(7)),
        (["retry-after": "0.5"], .milliseconds(500)),
        (["Retry-After": "7", "retry-after-ms": "1500"], .milliseconds(1500)),
        (["Retry-After": "-7"], nil),
        (["Retry-After": "inf"], nil),
        (["Retry-After": "later"], nil),
        (["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT"], .seconds(60)),
        (["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"], .zero),
        // The provider's clock is ten minutes ahead of ours.
        (["Retry-After": "Sun, 06 Nov 1994 09:00:00 GMT", "Date": "Sun, 06 Nov 1994 08:59:37 GMT"], .seconds(23)),
    ]

    @Test("seconds, milliseconds and dates tell how long to wait", arguments: Self.headers)
    func waits(_ sample: (headers: HTTPHeaders, wait: Duration?)) {
        #expect(Duration.retryAfter(sample.headers, now: Self.now) == sample.wait)
    }

    @Test(
        "a refusal carries how long to wait, whatever its status",
        arguments: [(429, ModelError.Reason.rateLimited), (503, .unavailable)]
    )
    func refusals(_ status: Int, _ reason: ModelError.Reason) {
        let response = HTTPClientResponse(
            head: HTTPResponseHead(status: status, headers: ["Retry-After": "3"]),
            body: Array(#"{"error":{"message":"Later."}}"#.utf8)
        )
        let error = ModelError(.status(response))
        #expect(error.reason == reason)
        #expect(error.retryAfter == .seconds(3))
    }

    @Test("what only an operator can mend is told apart from a request that is wrong")
    func operators() {
        func reason(_ status: Int, _ body: String) -> ModelError.Reason {
            let head = HTTPResponseHead(status: status, headers: [:])
            return ModelError(.status(HTTPClientResponse(head: head, body: Array(body.utf8)))).reason
        }
        #expect(reason(404, #"{"error":{"message":"No such model."}}"#) == .unauthorized)
        #expect(reason(402, "") == .unauthorized)
        #expect(reason(429, #"{"error":{"message":"Pay.","type":"insufficient_quota"}}"#) == .unauthorized)
        #expect(reason(422, "") == .rejected)
    }
}
