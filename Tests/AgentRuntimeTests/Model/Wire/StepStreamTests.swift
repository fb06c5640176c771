import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("Step streams")
struct StepStreamTests {
    static func stream() -> StepStream<ChatCompletionStep> {
        StepStream(ChatCompletionStep(into: DiscardingSink(), keeping: []))
    }

    static let chunk = #"data: {"choices":[{"index":0,"delta":{"content":"Ciao"}}]}"#

    @Test(
        "events are content; comments, pings and halves of events are signs of life",
        arguments: [
            (": OPENROUTER PROCESSING\n\n", BodyDemand.keptAlive), ("event: ping\ndata: {}\n\n", .keptAlive),
            (Self.chunk, .keptAlive), ("\(Self.chunk)\n\n", .more), (": alive\n\n\(Self.chunk)\n\n", .more),
            ("\(Self.chunk)\n\n: alive\n\n", .more), ("data: [DONE]\n\n", .enough),
        ]
    )
    func demand(_ body: String, _ demand: BodyDemand) {
        let stream = Self.stream()
        stream.receive(head: HTTPResponseHead(status: 200, headers: ["Content-Type": "text/event-stream"]))
        #expect(stream.receive(body: Array(body.utf8).span) == demand)
    }

    @Test("an event is content when its end comes")
    func halves() {
        let stream = Self.stream()
        #expect(stream.receive(body: Array(Self.chunk.utf8).span) == .keptAlive)
        #expect(stream.receive(body: Array("\n\n".utf8).span) == .more)
    }

    @Test("a stream that ends within an event says so")
    func unterminated() {
        let stream = Self.stream()
        _ = stream.receive(body: Array("\(Self.chunk)\n\ndata: {\"choi".utf8).span)
        let outcome = stream.outcome(after: nil, within: HTTPTimeouts(), as: "m")
        guard case .failure(let error) = outcome else {
            Issue.record("A cut stream counted as an answer.")
            return
        }
        #expect(error.reason == .truncated)
        #expect(error.detail == "The stream ended in the middle of an event.")
        #expect(error.partialText == "Ciao")
    }

    @Test("a timeout tells its phase, its limit and where that is set", arguments: HTTPTransportError.Phase.allCases)
    func timeouts(_ phase: HTTPTransportError.Phase) {
        let limits = HTTPTimeouts(
            connect: .seconds(1),
            firstByte: .seconds(2),
            firstContent: .seconds(3),
            stall: .seconds(4),
            idle: .seconds(5),
            total: .seconds(6)
        )
        let expected =
            switch phase {
            case .connect: "The limit is 1.0 seconds: timeouts.connect of the model."
            case .firstByte: "The limit is 2.0 seconds: timeouts.first_byte of the model."
            case .firstContent: "The limit is 3.0 seconds: timeouts.first_content of the model."
            case .stall: "The limit is 4.0 seconds: timeouts.stall of the model."
            case .idle: "The limit is 5.0 seconds: timeouts.idle of the model."
            case .total: "The turn had 6.0 seconds left for it."
            }
        let error = ModelError(.timedOut(phase), within: limits)
        #expect(error.reason == .timedOut)
        #expect(error.detail == "\(HTTPTransportError.timedOut(phase)) \(expected)")
    }
}
