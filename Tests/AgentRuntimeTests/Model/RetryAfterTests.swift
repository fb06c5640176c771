import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("Retry-After")
struct RetryAfterTests {
    private static func refusal(_ status: Int, _ headers: HTTPHeaders = [:], body: String = "") -> ModelError {
        let head = HTTPResponseHead(status: status, headers: headers)
        return ModelError(.status(HTTPClientResponse(head: head, body: Array(body.utf8))), within: HTTPTimeouts())
    }

    static let headers: [(HTTPHeaders, Duration?)] = [
        ([:], nil),
        (["Retry-After": "7"], .seconds(7)),
        (["Retry-After": "7", "retry-after-ms": "1500"], .milliseconds(1500)),
        (["Retry-After": "-7"], nil),
        (["Retry-After": "later"], nil),
        (["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"], .seconds(60)),
        (["Retry-After": "Sunday, 06-Nov-94 08:50:37 GMT", "Date": "Sun Nov  6 08:49:37 1994"], .seconds(60)),
        (["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"], .zero),
    ]

    @Test("seconds, milliseconds and dates tell how long to wait", arguments: Self.headers)
    func waits(_ sample: (headers: HTTPHeaders, wait: Duration?)) {
        #expect(Self.refusal(429, sample.headers).retryAfter == sample.wait)
    }

    @Test(
        "a refusal carries how long to wait, whatever its status",
        arguments: [(429, ModelError.Reason.rateLimited), (503, .unavailable)]
    )
    func refusals(_ status: Int, _ reason: ModelError.Reason) {
        let error = Self.refusal(status, ["Retry-After": "3"], body: #"{"error":{"message":"Later."}}"#)
        #expect(error.reason == reason)
        #expect(error.retryAfter == .seconds(3))
    }

    @Test("what only an operator can mend is told apart from a request that is wrong")
    func operators() {
        #expect(Self.refusal(404, body: #"{"error":{"message":"No such model."}}"#).reason == .unauthorized)
        #expect(Self.refusal(402).reason == .unauthorized)
        let broke = #"{"error":{"message":"Pay.","type":"insufficient_quota"}}"#
        #expect(Self.refusal(429, body: broke).reason == .unauthorized)
        #expect(Self.refusal(422).reason == .rejected)
    }
}
