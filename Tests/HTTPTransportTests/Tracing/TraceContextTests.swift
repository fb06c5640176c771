import Testing

@testable import HTTPTransport

@Suite("W3C's trace context")
struct TraceContextTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("is read and written")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: Self.parent, tracestate: "a=1,b=2"))
        #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.spanID == "00f067aa0ba902b7")
        #expect(context.isSampled)
        #expect(context.state == "a=1,b=2")
        #expect(context.traceparent == Self.parent)
        let child = context.child()
        #expect(child.traceID == context.traceID)
        #expect(child.spanID != context.spanID)
        #expect(TraceContext(traceparent: child.traceparent, tracestate: child.state) == child)
    }

    @Test("that is not sampled stays so, whatever other flags there are")
    func flags() {
        let parent = Self.parent.dropLast(2)
        #expect(TraceContext(traceparent: "\(parent)02", tracestate: nil)?.child().traceparent.hasSuffix("-00") == true)
        #expect(TraceContext(traceparent: "\(parent)ff", tracestate: nil)?.isSampled == true)
    }

    @Test("of a later version is read as far as it is known")
    func versions() {
        let later = Self.parent.dropFirst(2)
        #expect(TraceContext(traceparent: "01\(later)", tracestate: nil) != nil)
        #expect(TraceContext(traceparent: "01\(later)-more", tracestate: nil) != nil)
        #expect(TraceContext(traceparent: "01\(later)more", tracestate: nil) == nil)
        #expect(TraceContext(traceparent: "\(Self.parent)-more", tracestate: nil) == nil)
    }

    @Test(
        "that is not valid is none",
        arguments: [
            "", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0é",
        ]
    )
    func invalid(_ text: String) {
        #expect(TraceContext(traceparent: text, tracestate: "a=1") == nil)
    }

    @Test("of the task goes with its requests, unless they have one of their own")
    func requests() throws {
        let context = try #require(TraceContext(traceparent: Self.parent, tracestate: "a=1"))
        var request = HTTPClientRequest(url: "http://a.example")
        #expect(request.traced.headers.fields.isEmpty)
        TraceContext.$current.withValue(context) {
            #expect(request.traced.headers["traceparent"] == Self.parent)
            #expect(request.traced.headers["tracestate"] == "a=1")
            request.headers["traceparent"] = "own"
            #expect(request.traced.headers.fields.count == 1)
        }
    }
}
