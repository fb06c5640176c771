import AgentRuntime
import AgentTesting
import Logging
import Testing

@testable import Observability

@Suite("The page of metrics")
struct PrometheusTextTests {
    static let now = ServiceReadings(
        version: "1.2.3",
        isReady: true,
        sessions: 3,
        sessionsInMemory: 2,
        damagedSessions: 0,
        sockets: 1,
        queuedBytes: 0,
        generation: 4,
        breakers: [SharedCircuitBreaker(name: "default", logger: .silent).status]
    )

    @Test("has a help, a type and samples for a metric, and escapes what would break a line")
    func escaping() {
        var text = PrometheusText()
        let family = MetricFamily(Metric("odd_total", .counter, ["name"], "A \\ and\na line.")) { Counter() }
        family["a\"b\\c\nd"].add(2)
        text.write(family)
        #expect(
            text.text == """
                # HELP chat_odd_total A \\\\ and\\na line.
                # TYPE chat_odd_total counter
                chat_odd_total{name="a\\"b\\\\c\\nd"} 2

                """
        )
    }

    @Test("tells a histogram as cumulative buckets, a sum and a count")
    func histogram() {
        var text = PrometheusText()
        let family = MetricFamily(Metric("wait_seconds", .histogram, ["tool"], "Waits.")) {
            Histogram([.milliseconds(10), .seconds(1)])
        }
        for wait: Duration in [.milliseconds(10), .milliseconds(11), .seconds(2)] { family["t"].record(wait) }
        text.write(family)
        let lines = text.text.split(separator: "\n").dropFirst(2)
        #expect(
            Array(lines) == [
                #"chat_wait_seconds_bucket{tool="t",le="0.01"} 1"#,
                #"chat_wait_seconds_bucket{tool="t",le="1"} 2"#,
                #"chat_wait_seconds_bucket{tool="t",le="+Inf"} 3"#,
                #"chat_wait_seconds_sum{tool="t"} 2.021"#,
                #"chat_wait_seconds_count{tool="t"} 3"#,
            ]
        )
    }

    @Test("tells every metric that is documented, and no other")
    func complete() {
        let text = ServiceMetrics().text(Self.now)
        let told = text.matches(of: /(?m)^# TYPE (\S+) (\S+)$/).map { "\($0.1) \($0.2)" }
        #expect(told == Metric.all.map { "\($0.name) \($0.kind.rawValue)" })
        #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    }

    @Test("keeps to Prometheus's rules for names")
    func names() {
        for metric in Metric.all {
            #expect(metric.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil)
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.kind != .histogram || metric.name.hasSuffix("_seconds"), "\(metric.name)")
            #expect(metric.help.hasSuffix("."))
            #expect(Set(metric.labels).isDisjoint(with: ["session", "user", "turn", "call", "id"]))
        }
    }

    @Test("tells what is read off now")
    func readings() {
        let lines = Set(ServiceMetrics().text(Self.now).split(separator: "\n").map(String.init))
        for line in [
            "chat_sessions 3", "chat_sessions_in_memory 2", "chat_ws_connections 1", "chat_config_generation 4",
            "chat_ready 1", #"chat_build_info{version="1.2.3"} 1"#,
            #"chat_breaker_state{breaker="default",state="closed"} 1"#,
            #"chat_breaker_state{breaker="default",state="open"} 0"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        let memory = lines.first { $0.hasPrefix("process_resident_memory_bytes ") }
        #expect(Int(memory?.split(separator: " ").last ?? "") ?? 0 > 1_000_000)
        let open = lines.first { $0.hasPrefix("process_open_fds ") }
        #expect(Int(open?.split(separator: " ").last ?? "") ?? 0 > 2)
    }

    @Test("stays of bounded length, whatever becomes a label")
    func bounded() {
        let family = MetricFamily(Metric("odd_total", .counter, ["name"], "Odd.")) { Counter() }
        for number in 0..<2000 { family["\(number)"].add() }
        #expect(family.all.count == 501)
        #expect(family["other"].count == 1500)
        family["7"].add()
        #expect(family["7"].count == 2)
    }
}

@Suite("Counting")
struct CounterTests {
    @Test("loses nothing when many count at once")
    func concurrent() async {
        let counter = Counter()
        let histogram = Histogram()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.add()
                        histogram.record(.milliseconds(2))
                    }
                }
            }
        }
        #expect(counter.count == 8000)
        #expect(histogram.reading.count == 8000)
        #expect(histogram.reading.sum == .seconds(16))
    }
}
