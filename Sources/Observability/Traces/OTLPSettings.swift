public import AgentRuntime
import Foundation

/// Where traces go, by the variables that OpenTelemetry defines for all its clients.
///
/// - `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: the URL to post to; else `OTEL_EXPORTER_OTLP_ENDPOINT`, to which `/v1/traces` is
///   added. Without either nothing is traced.
/// - `OTEL_EXPORTER_OTLP_TRACES_HEADERS`, else `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,name=value`, percent-encoded.
/// - `OTEL_EXPORTER_OTLP_TRACES_TIMEOUT`, else `OTEL_EXPORTER_OTLP_TIMEOUT`: milliseconds. Default 10,000.
/// - `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL`, else `OTEL_EXPORTER_OTLP_PROTOCOL`: `http/json`, the only one there is.
/// - `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`: what the spans say of the service.
/// - `OTEL_BSP_SCHEDULE_DELAY` (ms, default 5000), `OTEL_BSP_MAX_QUEUE_SIZE` (default 2048),
///   `OTEL_BSP_MAX_EXPORT_BATCH_SIZE` (default 512).
/// - `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`: `true` adds what was said, and what tools were asked and answered.
/// - `OTEL_SDK_DISABLED`, or `OTEL_TRACES_EXPORTER=none`: nothing is traced.
public struct OTLPSettings: Sendable {
    public var url: String
    /// They may hold keys.
    public var headers: [String: Secret] = [:]
    public var timeout: Duration = .seconds(10)
    public var resource: [String: JSONValue] = [:]
    /// How long spans wait for others to go with.
    public var delay: Duration = .seconds(5)
    /// How many spans may wait; more are dropped.
    public var queue = 2048
    /// How many spans go in one request.
    public var batch = 512
    /// Whether spans hold what was said. Nothing is redacted then.
    public var capturesContent = false

    public init(url: String) {
        self.url = url
    }

    /// Why the variables cannot be meant.
    public struct Mistake: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// - Returns: `nil` where nobody collects traces.
    /// - Throws: ``Mistake``, which names the variable and never its value where that may be secret.
    public init?(environment: [String: String], service: String, version: String) throws(Mistake) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0.trimmingCharacters(in: .whitespaces) }
        }
        func option(_ name: String) -> String? {
            value("OTEL_EXPORTER_OTLP_TRACES_\(name)") ?? value("OTEL_EXPORTER_OTLP_\(name)")
        }
        func number(_ name: String, _ text: String?, _ standard: Int) throws(Mistake) -> Int {
            guard let text else { return standard }
            guard let number = Int(text), number > 0 else {
                throw Mistake(description: "\(name) is \"\(text)\", which is not a whole number above 0.")
            }
            return number
        }
        if value("OTEL_SDK_DISABLED")?.lowercased() == "true" || value("OTEL_TRACES_EXPORTER") == "none" { return nil }
        var url = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        if url == nil, let base = value("OTEL_EXPORTER_OTLP_ENDPOINT") {
            url = "\(base.hasSuffix("/") ? String(base.dropLast()) : base)/v1/traces"
        }
        guard let url else { return nil }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw Mistake(description: "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://localhost:4318.")
        }
        if let wanted = option("PROTOCOL"), wanted != "http/json" {
            throw Mistake(
                description: "OTEL_EXPORTER_OTLP_PROTOCOL is \"\(wanted)\"; only http/json is spoken. Leave it out."
            )
        }
        self.init(url: url)
        self.headers = try Self.pairs("OTEL_EXPORTER_OTLP_HEADERS", option("HEADERS")).mapValues(Secret.init)
        self.timeout = .milliseconds(try number("OTEL_EXPORTER_OTLP_TIMEOUT", option("TIMEOUT"), 10_000))
        let delay = "OTEL_BSP_SCHEDULE_DELAY"
        self.delay = .milliseconds(try number(delay, value(delay), 5000))
        let queue = "OTEL_BSP_MAX_QUEUE_SIZE"
        self.queue = try number(queue, value(queue), 2048)
        let batch = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"
        self.batch = min(self.queue, try number(batch, value(batch), 512))
        let content = value("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT")
        self.capturesContent = content?.lowercased() == "true" || content?.uppercased() == "SPAN_ONLY"
        let attributes = "OTEL_RESOURCE_ATTRIBUTES"
        self.resource = try Self.pairs(attributes, value(attributes)).mapValues { .string($0) }
        self.resource["service.version"] = self.resource["service.version"] ?? .string(version)
        self.resource["service.name"] =
            value("OTEL_SERVICE_NAME").map { .string($0) } ?? self.resource["service.name"] ?? .string(service)
    }

    /// `name=value,name=value`, percent-encoded as W3C Baggage has it.
    private static func pairs(_ variable: String, _ text: String?) throws(Mistake) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in (text ?? "").split(separator: ",") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard sides.count == 2, !sides[0].isEmpty, let decoded = sides[1].removingPercentEncoding else {
                throw Mistake(description: "\(variable) must be name=value pairs with commas between, percent-encoded.")
            }
            pairs[sides[0]] = decoded
        }
        return pairs
    }
}
