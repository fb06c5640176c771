import AgentRuntime
import Foundation
import HTTPTransport

/// Spans as OTLP's JSON (opentelemetry-proto 1.x): ids are hexadecimal, 64-bit numbers are strings.
struct SpanDocument {
    /// What the spans are of: the service's name, version and whatever the operator adds.
    let resource: [String: JSONValue]
    let version: String

    /// The body of a request that hands over `spans`.
    func body(_ spans: [Span]) -> [UInt8] {
        let clock = WallClock()
        let scope: JSONValue = ["name": "chat-service", "version": .string(self.version)]
        let document: JSONValue = [
            "resourceSpans": [
                [
                    "resource": ["attributes": Self.attributes(self.resource)],
                    "scopeSpans": [["scope": scope, "spans": .array(spans.map { Self.json($0, clock) })]],
                ]
            ]
        ]
        var writer = JSONWriter(capacity: 512 * spans.count)
        writer.write(document)
        return writer.bytes
    }

    private static func json(_ span: Span, _ clock: WallClock) -> JSONValue {
        let began = clock.nanoseconds(at: span.began)
        var attributes = span.attributes
        attributes["error.type"] = span.error.map { .string($0) }
        var members: [String: JSONValue] = [
            "traceId": .string(span.place.traceID), "spanId": .string(span.place.spanID),
            "name": .string(span.name), "kind": .integer(span.kind.rawValue),
            "startTimeUnixNano": .string("\(began)"),
            "endTimeUnixNano": .string("\(began + span.duration.nanoseconds)"),
            "attributes": Self.attributes(attributes),
            // 2 is an error; left unset where there is none.
            "status": span.error == nil ? [:] : ["code": 2],
        ]
        if let parent = span.parent { members["parentSpanId"] = .string(parent.spanID) }
        if let state = span.place.state { members["traceState"] = .string(state) }
        return .object(members)
    }

    private static func attributes(_ values: [String: JSONValue]) -> JSONValue {
        .array(
            values.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": Self.value($0.value)] }
        )
    }

    private static func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): ["stringValue": .string(text)]
        case .integer(let number): ["intValue": .string("\(number)")]
        case .number(let number): ["doubleValue": .number(number)]
        case .bool(let truth): ["boolValue": .bool(truth)]
        case .array(let elements): ["arrayValue": ["values": .array(elements.map(Self.value))]]
        case .object, .null: ["stringValue": .string(value.description)]
        }
    }
}

/// The system's clock beside the steady one, read at the same moment.
private struct WallClock {
    private let wall: Int
    private let steady = ContinuousClock.now

    init() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        self.wall = time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    func nanoseconds(at instant: ContinuousClock.Instant) -> Int {
        self.wall - (self.steady - instant).nanoseconds
    }
}
