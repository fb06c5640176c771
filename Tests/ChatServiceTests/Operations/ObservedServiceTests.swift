import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

extension ExecutableTests {
    /// The whole service, watched as an operator would.
    @Suite("The service, watched")
    struct ObservedServiceTests {
        @Test("tells metrics, readiness, a line for each turn and, to its collector, traces")
        func watched() async throws {
            let collector = try await FakeModelServer.running { _ in .raw(status: 200, body: "{}") }
            let service = try await ServiceProcess.serving(
                data: TemporaryFolder(),
                environment: [
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "\(collector.baseURL)/chat/completions",
                    "OTEL_EXPORTER_OTLP_HEADERS": "x-key=MARKER-key",
                ]
            )
            #expect(try await service.call("GET", "/ready") == ["status": "ready"])
            let socket = try await service.connect("/ws/\(try await service.session())")
            try await socket.say("Posso fare colazione prima dell'ecografia MARKER?")
            _ = try await socket.frames(labelled: "ready")
            try await service.says("Turn ended")
            let page = try await service.http.send(
                HTTPClientRequest(url: "http://127.0.0.1:\(service.port)/metrics")
            )
            let text = String(decoding: page.body, as: UTF8.self)
            #expect(text.contains(#"chat_turn_duration_seconds_count{region="lombardia",outcome="answered"} 1"#))
            #expect(text.contains("chat_ready 1\n"))
            #expect(await service.stop() == 0)
            #expect(!service.output.contains("MARKER"))
            let spans = collector.requests.flatMap {
                $0.json["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array ?? []
            }
            #expect(spans.contains { $0["name"] == "invoke_agent Info Agent - Cerba Lombardia" })
            #expect(collector.requests.first?.header("x-key") == "MARKER-key")
            await collector.shutdown()
        }

        @Test("does not start with variables of OpenTelemetry's that cannot be meant")
        func mistake() async throws {
            let run = try await ServiceProcess.run(
                ["serve"],
                data: TemporaryFolder(),
                environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"]
            )
            #expect(run.status != 0)
            #expect(run.output.contains("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL"))
        }
    }
}
