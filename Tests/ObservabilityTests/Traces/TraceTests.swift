import AgentRuntime
import AgentTesting
import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import Observability

/// A collector on loopback that keeps what it is sent, and what it is sent once a turn is over.
private struct Collector {
    let server: FakeModelServer
    let exporter: SpanExporter
    let dropped = Counter()

    init(replies: [FakeModelReply] = [], configure: (inout OTLPSettings) -> Void = { _ in }) async throws {
        let first = FakeModelReply.raw(status: 200, body: "{}")
        self.server = try await .running((replies.isEmpty ? [first] : replies) + Array(repeating: first, count: 20))
        // The server answers as it is told at the paths it knows.
        var settings = OTLPSettings(url: "\(self.server.baseURL)/chat/completions")
        settings.resource = ["service.name": "chat"]
        settings.headers = ["x-key": Secret("k")]
        configure(&settings)
        self.exporter = SpanExporter(
            settings,
            version: "1.2.3",
            http: try HTTPClient(),
            dropped: self.dropped,
            logger: .silent
        )
    }

    /// Runs the exporter until a batch has been delivered.
    func delivered() async throws {
        let exporter = self.exporter
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await exporter.run() }
            try await self.server.received()
            group.cancelAll()
        }
    }

    /// The spans that were delivered.
    var spans: [JSONValue] {
        self.server.requests.flatMap { request in
            (request.json["resourceSpans"]?.array ?? []).flatMap { resource in
                (resource["scopeSpans"]?.array ?? []).flatMap { $0["spans"]?.array ?? [] }
            }
        }
    }

    static func span(_ name: String = "work", at place: TraceContext = TraceContext()) -> Span {
        Span(name, .internal, at: place, below: nil, began: .now, duration: .milliseconds(5))
    }
}

extension JSONValue {
    /// The value of an attribute of a span.
    fileprivate func attribute(_ name: String) -> JSONValue? {
        self["attributes"]?.array?.first { $0["key"]?.string == name }?["value"]
    }
}

@Suite("Traces")
struct TraceTests {
    /// Talks with a tool in it, and gives the spans by their names, once they are delivered.
    private func talk(
        capturing: Bool = false,
        parent: TraceContext? = nil
    ) async throws -> (spans: [String: JSONValue], collector: Collector, seen: [String?]) {
        let collector = try await Collector {
            $0.capturesContent = capturing
            $0.batch = 4
        }
        let seen = SeenTraces()
        let tool = MockTool("get_price") { _, _ in
            seen.note(TraceContext.current?.traceparent)
            return ToolResult("MARKER-result")
        }
        let watched = try await WatchedConversation(
            [.calls("get_price", ["a": "MARKER-argument"]), .says("MARKER-answer")],
            tools: [tool],
            spans: collector.exporter
        )
        let earlier = watched.chat.sink
        try watched.chat.session.send(.init("MARKER-message", sender: earlier, trace: parent))
        _ = try await earlier.frames(untilNumber: 1, labelled: "ready")
        try await collector.delivered()
        let named = Dictionary(collector.spans.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }
        await collector.server.shutdown()
        return (named, collector, seen.all)
    }

    @Test("have the agent's span above those of its model and tools")
    func tree() async throws {
        let (spans, collector, seen) = try await self.talk()
        let agent = try #require(spans["invoke_agent Test Agent"])
        let chat = try #require(spans["chat scripted"])
        let tool = try #require(spans["execute_tool get_price"])
        #expect(collector.spans.count == 4)
        #expect(agent["parentSpanId"] == nil)
        for span in [chat, tool] {
            #expect(span["traceId"] == agent["traceId"])
            #expect(span["parentSpanId"] == agent["spanId"])
        }
        #expect(agent["kind"] == 1)
        #expect(chat["kind"] == 3)
        #expect(chat.attribute("gen_ai.operation.name") == ["stringValue": "chat"])
        #expect(chat.attribute("gen_ai.request.model") == ["stringValue": "scripted"])
        #expect(chat.attribute("gen_ai.provider.name") == ["stringValue": "custom"])
        #expect(tool.attribute("gen_ai.tool.name") == ["stringValue": "get_price"])
        #expect(tool.attribute("gen_ai.tool.call.id") == ["stringValue": "t1c1"])
        #expect(agent.attribute("gen_ai.conversation.id")?["stringValue"]?.string?.count == 36)
        let began = Int(agent["startTimeUnixNano"]?.string ?? "") ?? 0
        let ended = Int(agent["endTimeUnixNano"]?.string ?? "") ?? 0
        #expect(began < ended)
        #expect(abs(began / 1_000_000 - Int(Timestamp.now.milliseconds)) < 3_600_000)
        #expect(seen == ["00-\(tool["traceId"]?.string ?? "")-\(tool["spanId"]?.string ?? "")-01"])
        let request = try #require(collector.server.requests.first)
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("x-key") == "k")
        #expect(request.header("traceparent") == nil)
    }

    @Test("hold nothing of what was said unless that is asked for")
    func content() async throws {
        let quiet = try await self.talk()
        #expect(!quiet.collector.spans.contains { $0.description.contains("MARKER") })
        let capturing = try await self.talk(capturing: true)
        let chat = try #require(capturing.spans["chat scripted"])
        let tool = try #require(capturing.spans["execute_tool get_price"])
        #expect(chat.attribute("gen_ai.input.messages")?["stringValue"]?.string?.contains("MARKER-message") == true)
        #expect(chat.attribute("gen_ai.system_instructions") != nil)
        #expect(tool.attribute("gen_ai.tool.call.result") == ["stringValue": "MARKER-result"])
    }

    @Test("go on where the client's are")
    func parent() async throws {
        let parent = try #require(
            TraceContext(
                traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                tracestate: "vendor=1"
            )
        )
        let agent = try #require(try await self.talk(parent: parent).spans["invoke_agent Test Agent"])
        #expect(agent["traceId"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(agent["parentSpanId"] == "00f067aa0ba902b7")
        #expect(agent["traceState"] == "vendor=1")
    }

    @Test("are left out where the client's are not recorded")
    func unsampled() async throws {
        let collector = try await Collector()
        let place = TraceContext(
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
            tracestate: nil
        )
        collector.exporter.add(Collector.span(at: try #require(place)))
        collector.exporter.add(Collector.span("told"))
        await collector.exporter.export()
        #expect(collector.spans.map { $0["name"] } == ["told"])
        await collector.server.shutdown()
    }

    @Test("wait for a collector that is busy, and are not sent to one that refuses them again")
    func failures() async throws {
        let collector = try await Collector(replies: [
            .raw(status: 503, body: ""), .raw(status: 400, body: ""),
        ])
        collector.exporter.add(Collector.span("first"))
        await collector.exporter.export()
        #expect(collector.dropped.count == 0)
        await collector.exporter.export()
        #expect(collector.dropped.count == 1)
        await collector.exporter.export()
        #expect(collector.server.requests.count == 2)
        await collector.server.shutdown()
    }

    @Test("are dropped, and counted, rather than fill the memory")
    func bounded() async throws {
        let collector = try await Collector {
            $0.queue = 5
            $0.batch = 2
        }
        for number in 0..<8 { collector.exporter.add(Collector.span("span \(number)")) }
        #expect(collector.dropped.count == 3)
        await collector.exporter.export()
        #expect(collector.server.requests.count == 3)
        #expect(collector.spans.map { $0["name"]?.string } == (0..<5).map { "span \($0)" })
        await collector.server.shutdown()
    }

    @Test("are sent by a running exporter as soon as there are enough")
    func running() async throws {
        let collector = try await Collector { $0.batch = 2 }
        collector.exporter.add(Collector.span("one"))
        collector.exporter.add(Collector.span("two"))
        try await collector.delivered()
        #expect(collector.spans.count == 2)
        await collector.server.shutdown()
    }
}

/// What a tool found out about its place in the trace.
private final class SeenTraces: Sendable {
    private let seen = NIOLockedValueBox<[String?]>([])
    func note(_ trace: String?) { self.seen.withLockedValue { $0.append(trace) } }
    var all: [String?] { self.seen.withLockedValue(\.self) }
}
