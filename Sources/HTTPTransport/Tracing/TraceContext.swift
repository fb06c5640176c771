/// A place in a distributed trace, as W3C's Trace Context (level 1) hands it from service to service.
public struct TraceContext: Hashable, Sendable {
    /// 32 hexadecimal digits in lower case, not all zero.
    public let traceID: String
    /// The span that is the parent of what follows: 16 hexadecimal digits in lower case, not all zero.
    public let spanID: String
    /// Whether whoever began the trace records it.
    public let isSampled: Bool
    /// What vendors along the way have to say to each other; `nil` where they say nothing.
    public let state: String?

    /// The place of the running task: requests that it sends through ``HTTPClient`` carry it.
    @TaskLocal public static var current: TraceContext?

    private init(traceID: String, spanID: String, isSampled: Bool, state: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// The beginning of a trace.
    public init() {
        self.init(
            traceID: Self.digits(.random(in: 1 ... .max)) + Self.digits(.random(in: 1 ... .max)),
            spanID: Self.digits(.random(in: 1 ... .max)),
            isSampled: true,
            state: nil
        )
    }

    /// Reads the fields `traceparent` and `tracestate`; `nil` where the first is missing or not valid.
    public init?(traceparent: String?, tracestate: String?) {
        guard let digits = traceparent.map({ Array($0.utf8) }), digits.count >= 55 else { return nil }
        let parts = [digits[0..<2], digits[3..<35], digits[36..<52], digits[53..<55]]
        // A later version may be longer, behind another dash (§3.3.1).
        let isWhole = digits.count == 55 || (!digits.starts(with: "00".utf8) && digits[55] == UInt8(ascii: "-"))
        guard isWhole, [2, 35, 52].allSatisfy({ digits[$0] == UInt8(ascii: "-") }),
            parts.joined().allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            !parts[0].elementsEqual("ff".utf8), parts[1].contains(where: { $0 != 0x30 }),
            parts[2].contains(where: { $0 != 0x30 }),
            let flags = UInt8(String(decoding: parts[3], as: UTF8.self), radix: 16)
        else { return nil }
        let state = tracestate.flatMap { $0.isEmpty || $0.utf8.count > 512 ? nil : $0 }
        self.init(
            traceID: String(decoding: parts[1], as: UTF8.self),
            spanID: String(decoding: parts[2], as: UTF8.self),
            isSampled: flags & 1 == 1,
            state: state
        )
    }

    /// The place of a span below this one.
    public func child() -> TraceContext {
        let span = Self.digits(.random(in: 1 ... .max))
        return TraceContext(traceID: self.traceID, spanID: span, isSampled: self.isSampled, state: self.state)
    }

    /// The value of the field `traceparent`.
    public var traceparent: String { "00-\(self.traceID)-\(self.spanID)-\(self.isSampled ? "01" : "00")" }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

extension HTTPClientRequest {
    /// The request with the running task's place in a trace, unless it names one itself.
    var traced: HTTPClientRequest {
        guard let context = TraceContext.current, self.headers["traceparent"] == nil else { return self }
        var request = self
        request.headers["traceparent"] = context.traceparent
        if let state = context.state { request.headers["tracestate"] = state }
        return request
    }
}
