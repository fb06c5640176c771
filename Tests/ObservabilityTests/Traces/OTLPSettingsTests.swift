import AgentRuntime
import Testing

@testable import Observability

@Suite("OpenTelemetry's variables")
struct OTLPSettingsTests {
    private func settings(_ environment: [String: String]) throws -> OTLPSettings? {
        try OTLPSettings(environment: environment, service: "chat", version: "1.2.3")
    }

    @Test("trace nothing unless they say where to")
    func off() throws {
        #expect(try self.settings([:]) == nil)
        #expect(try self.settings(["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
        let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"]
        #expect(try self.settings(endpoint.merging(["OTEL_SDK_DISABLED": "true"]) { $1 }) == nil)
        #expect(try self.settings(endpoint.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 }) == nil)
    }

    @Test("name the collector as its specification says")
    func endpoint() throws {
        #expect(
            try self.settings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318/"])?.url
                == "http://localhost:4318/v1/traces"
        )
        let both = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://other", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://own/here",
        ]
        #expect(try self.settings(both)?.url == "http://own/here")
    }

    @Test("give headers, timeout and what is told of the service")
    func options() throws {
        let settings = try #require(
            try self.settings([
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic%20abc, x-tenant=clinic",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "2500", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
                "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test,service.name=ignored",
                "OTEL_SERVICE_NAME": "assistant", "OTEL_BSP_MAX_QUEUE_SIZE": "100",
                "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true",
            ])
        )
        #expect(settings.headers["authorization"]?.value == "Basic abc")
        #expect(settings.headers["x-tenant"]?.value == "clinic")
        #expect(settings.timeout == .milliseconds(2500))
        #expect(settings.resource["service.name"] == "assistant")
        #expect(settings.resource["service.version"] == "1.2.3")
        #expect(settings.resource["deployment.environment.name"] == "test")
        #expect(settings.queue == 100)
        #expect(settings.batch == 100)
        #expect(settings.capturesContent)
    }

    @Test(
        "that cannot be meant stop the start, and no header's value is told",
        arguments: [
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_HEADERS": "MARKER"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_TIMEOUT": "-1"],
        ]
    )
    func mistakes(_ environment: [String: String]) {
        let error = #expect(throws: OTLPSettings.Mistake.self) { try self.settings(environment) }
        #expect(error?.description.hasPrefix("OTEL_") == true)
        #expect(error?.description.contains("MARKER") == false)
    }
}
