import ArgumentParser
import NIOConcurrencyHelpers
import Observability

/// `Bench metrics`
struct MetricsScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Measure what it costs to count, which happens with every frame."
    )
    static let title = "Counting, on one thread and on two at once"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let count = options.quick ? 200_000 : 20_000_000
        let counter = Counter()
        let histogram = Histogram()
        let locked = NIOLockedValueBox(0)
        let one = self.nanoseconds(count) { counter.add() }
        let two = await self.nanosecondsOnTwo(count) { counter.add() }
        let record = self.nanoseconds(count) { histogram.record(.milliseconds(20)) }
        let recordOnTwo = await self.nanosecondsOnTwo(count) { histogram.record(.milliseconds(20)) }
        let lock = self.nanoseconds(count) { locked.withLockedValue { $0 += 1 } }
        return [
            Finding("adding to a counter", one, .nanoseconds, atMost: 50),
            Finding("adding to the same counter on two threads", two, .nanoseconds, atMost: 200),
            Finding("recording a duration in a histogram", record, .nanoseconds, atMost: 100),
            Finding("recording in the same histogram on two threads", recordOnTwo, .nanoseconds, atMost: 400),
            Finding("adding under a lock, for comparison", lock, .nanoseconds),
        ]
    }

    /// Nanoseconds that one run of `body` takes: the median of five rounds.
    private static func nanoseconds(_ count: Int, _ body: () -> Void) -> Double {
        (0..<5).map { _ in
            let start = ContinuousClock.now
            for _ in 0..<(count / 5) { body() }
            return (ContinuousClock.now - start) / .nanoseconds(1) / Double(count / 5)
        }.median
    }

    /// The same while another thread does it too.
    private static func nanosecondsOnTwo(_ count: Int, _ body: @escaping @Sendable () -> Void) async -> Double {
        await withTaskGroup(of: Double.self) { group in
            for _ in 0..<2 { group.addTask { self.nanoseconds(count, body) } }
            return await group.reduce(0, max)
        }
    }
}
