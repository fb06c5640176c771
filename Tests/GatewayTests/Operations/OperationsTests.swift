import AgentRuntime
import AgentTesting
import Gateway
import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import Observability
import Testing

@Suite("What operators ask")
struct OperationsTests {
    /// The page of metrics, line by line.
    private func metrics(_ gateway: LiveGateway, port: Int? = nil) async throws -> (HTTPResponseHead, [String]) {
        let response = try await gateway.http.send(
            HTTPClientRequest(url: "http://127.0.0.1:\(port ?? gateway.port)/metrics")
        )
        let text = String(decoding: response.body, as: UTF8.self)
        return (response.head, text.split(separator: "\n").map(String.init))
    }

    @Test("metrics tell of sockets, sessions and requests, without an id")
    func metrics() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Ecco qua.")))
        let id = try await gateway.session()
        _ = try await gateway.call("GET", "/api/session/\(id)/info")
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Ci sei?")
        let frames = try await socket.frames(labelled: "ready")
        let (head, lines) = try await self.metrics(gateway)
        #expect(head.status == 200)
        #expect(head.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        for line in [
            "chat_sessions 1", "chat_sessions_in_memory 1", "chat_ws_connections 1", "chat_ws_outbound_queue_bytes 0",
            "chat_ws_frames_total \(frames.count)", "chat_config_generation 1", "chat_ready 1",
            #"chat_http_request_duration_seconds_count{route="/api/create-session",status="200"} 1"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!lines.contains { $0.contains(id) })
        try await gateway.stop()
    }

    @Test("metrics tell what was refused for being too much")
    func refusals() async throws {
        let gate = Gate()
        var settings = SessionSettings()
        settings.waitingMessages = 1
        let gateway = try await LiveGateway.running(
            model: ScriptedModel([.waits(for: gate).says("Ecco.")] + Array(repeating: .says("Ecco."), count: 20)),
            settings: settings
        )
        let socket = try await gateway.connect("/ws/\(try await gateway.session())")
        try await socket.say("Uno")
        try await gate.arrived()
        // More than can be on their way to the record at once.
        for number in 0..<20 { try await socket.say("E \(number)") }
        _ = try await socket.frames { $0.contains { $0["code"] == "busy" } }
        try await socket.send("Ciao")
        _ = try await socket.frames { $0.contains { $0["code"] == "invalid_json" } }
        let told = try await self.metrics(gateway).1
        #expect(told.contains { $0.hasPrefix(#"chat_refusals_total{reason="waiting_messages"} "#) })
        #expect(told.contains(#"chat_refusals_total{reason="invalid_json"} 1"#))
        gate.open()
        try await gateway.stop()
    }

    @Test("metrics tell every refusal by its reason and every answer by its status, with and without a route")
    func reasons() async throws {
        var settings = SessionSettings()
        settings.sessions = 0
        let gateway = try await LiveGateway.running(settings: settings) {
            $0.limits.headerBytes = 2048
        }
        #expect(try await gateway.call("POST", "/api/create-session").status == 503)
        await #expect(throws: WebSocketClient.Refused.self) { try await gateway.connect("/ws") }
        await #expect(throws: WebSocketClient.Refused.self) {
            try await gateway.connect("/ws/550e8400-e29b-41d4-a716-446655440000")
        }
        #expect(try await gateway.lastAnswers(to: "GET /health HTTP/1.1\r\n\r\n").map(\.status) == [400])
        let large = "GET /health HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 3000))\r\n\r\n"
        #expect(try await gateway.lastAnswers(to: large).map(\.status) == [431])
        let lines = try await self.metrics(gateway).1
        for (reason, count) in [
            ("too_many_sessions", 2), ("session_not_found", 1), ("invalid_request", 1),
            ("headers_too_large", 1),
        ] {
            #expect(lines.contains(#"chat_refusals_total{reason="\#(reason)"} \#(count)"#), "\(reason)")
        }
        for (route, status) in [
            ("/api/create-session", 503), ("/ws", 503), ("/ws/{id}", 404), ("other", 400), ("other", 431),
        ] {
            let labels = #"route="\#(route)",status="\#(status)""#
            #expect(lines.contains("chat_http_request_duration_seconds_count{\(labels)} 1"), "\(labels)")
        }
        try await gateway.stop()
    }

    @Test("metrics tell who was too slow")
    func slowness() async throws {
        let gateway = try await LiveGateway.running { $0.timeouts.body = .milliseconds(100) }
        let slow = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"
        #expect(try await gateway.lastAnswers(to: slow).map(\.status) == [408])
        let lines = try await self.metrics(gateway).1
        #expect(lines.contains(#"chat_refusals_total{reason="request_timeout"} 1"#))
        #expect(lines.contains(#"chat_http_request_duration_seconds_count{route="other",status="408"} 1"#))
        try await gateway.stop()
    }

    @Test("the port of metrics holds those who come to it to the clients' pace")
    func operatorsPace() async throws {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let gateway = try await LiveGateway.running {
            $0.timeouts.head = .milliseconds(100)
            $0.metrics.port = 0
            $0.metrics.onListening = { listening.yield($0) }
        }
        let port = try #require(await ports.first { _ in true })
        let slow = try await RawConnection.connect(port: port)
        try await slow.send("GET /metrics HT")
        #expect(try await slow.textToEnd().hasPrefix("HTTP/1.1 408 "))
        try await gateway.stop()
    }

    @Test("metrics can be on a port of their own, and not be at all")
    func places() async throws {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let apart = try await LiveGateway.running {
            $0.metrics.port = 0
            $0.metrics.onListening = { listening.yield($0) }
        }
        let port = try #require(await ports.first { _ in true })
        #expect(try await apart.call("GET", "/metrics").status == 404)
        #expect(try await apart.call("GET", "/ready").status == 200)
        #expect(try await self.metrics(apart, port: port).0.status == 200)
        let ready = HTTPClientRequest(url: "http://127.0.0.1:\(port)/ready")
        #expect(try await apart.http.send(ready).head.status == 200)
        let socket = await #expect(throws: WebSocketClient.Refused.self) {
            try await WebSocketClient.connect(port: port, path: "/ws")
        }
        #expect(socket?.status == 404)
        try await apart.stop()
        let guarded = try await GuardedGateway.running(.strict) {
            $0.metrics.port = 0
            $0.metrics.onListening = { listening.yield($0) }
        }.live
        let guardedPort = try #require(await ports.first { _ in true })
        #expect(try await self.metrics(guarded, port: guardedPort).0.status == 200)
        try await guarded.stop()
        let without = try await LiveGateway.running { $0.metrics.isServed = false }
        #expect(try await without.call("GET", "/metrics").status == 404)
        try await without.stop()
    }

    @Test("a service that lacks what it needs is alive and not ready, and says what is missing")
    func readiness() async throws {
        let problem = NIOLockedValueBox<String?>("Sessions cannot be stored.")
        let gateway = try await LiveGateway.running {
            $0.readiness = Readiness([.init("store") { problem.withLockedValue(\.self) }], lifetime: .zero)
        }
        #expect(try await gateway.call("GET", "/live").status == 200)
        let answer = try await gateway.call("GET", "/ready")
        #expect(answer.status == 503)
        #expect(answer["code"] == "not_ready")
        #expect(answer["problems"] == ["store": "Sessions cannot be stored."])
        #expect(try await self.metrics(gateway).1.contains("chat_ready 0"))
        problem.withLockedValue { $0 = nil }
        #expect(try await gateway.call("GET", "/ready").status == 200)
        try await gateway.stop()
    }

    @Test("a service that is about to stop is not ready, and goes on serving")
    func draining() async throws {
        let gateway = try await LiveGateway.running()
        gateway.sessions.stop()
        let answer = try await gateway.call("GET", "/ready")
        #expect(answer.status == 503)
        #expect(answer["problems"] == ["draining": "The service is stopping."])
        #expect(try await gateway.call("GET", "/health").status == 200)
        try await gateway.stop()
    }

    @Test("a service is ready while one region can be answered, and again once its breaker has cooled down")
    func models() async throws {
        let clock = ManualClock()
        let breaker = SharedCircuitBreaker(
            name: "m",
            settings: .init(failures: 1, coolDown: .seconds(10)),
            clock: clock,
            jitter: { 0 },
            logger: .silent
        )
        let agent = try Agent.testing(model: GuardedModel(ScriptedModel(), breaker: breaker))
        let agents = AgentDirectory(
            .init(number: 1, agents: [agent.region.id: agent], defaultRegion: agent.region.id, breakers: [breaker])
        )
        let gateway = try await LiveGateway.running {
            $0.readiness = Readiness([.models(of: agents)], lifetime: .zero)
        }
        #expect(try await gateway.call("GET", "/ready").status == 200)
        breaker.record(.failed, of: try breaker.admit())
        #expect(try await gateway.call("GET", "/ready")["problems"]?["models"] != nil)
        clock.advance(by: .seconds(10))
        #expect(try await gateway.call("GET", "/ready").status == 200)
        try await gateway.stop()
    }

    @Test("the trace of a socket's client is that of its turns, and requests to the model carry it")
    func traces() async throws {
        let model = try await FakeModelServer.running(.text("Ecco."))
        let collector = try await FakeModelServer.running(.raw(status: 200, body: "{}"))
        let http = try HTTPClient()
        var otlp = OTLPSettings(url: "\(collector.baseURL)/chat/completions")
        otlp.batch = 2
        let spans = SpanExporter(otlp, version: "1", http: http, dropped: Counter(), logger: .silent)
        let telemetry = Telemetry(spans: spans, logger: .silent)
        let endpoint = ModelEndpoint(baseURL: model.baseURL, apiKey: nil, model: "m")
        let gateway = try await LiveGateway.running(
            model: OpenAIChatModel(endpoint, http: http),
            observer: telemetry.observer
        ) { $0.telemetry = telemetry }
        let exporting = Task { try await spans.run() }
        let id = try await gateway.session()
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let socket = try await gateway.connect("/ws/\(id)", headers: ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"])
        try await socket.say("Ci sei?")
        _ = try await socket.frames(labelled: "ready")
        #expect(model.requests.first?.header("traceparent")?.hasPrefix("00-\(trace)-") == true)
        try await collector.received()
        exporting.cancel()
        let names = (collector.requests.first?.json["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array ?? [])
            .map { $0["name"]?.string }
        #expect(names == ["POST /api/create-session", "chat m"])
        try await gateway.stop()
        await model.shutdown()
        await collector.shutdown()
    }
}
