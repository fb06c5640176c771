/// Counts durations by size. Recording one is two atomic instructions, without a lock and without an allocation.
public final class Histogram: Sendable {
    /// What is told of it at one moment.
    struct Reading {
        /// How many durations were at most as long as each bound.
        var cumulative: [Int]
        var count: Int
        var sum: Duration
    }

    /// From 1 ms to 5 min: what turns, models and tools take.
    public static let waits: [Duration] = [
        .milliseconds(1), .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100),
        .milliseconds(250), .milliseconds(500), .seconds(1), .milliseconds(2500), .seconds(5), .seconds(10),
        .seconds(20),
        .seconds(40), .seconds(80), .seconds(160), .seconds(300),
    ]

    /// From 100 us to 1 s: what the service itself takes.
    public static let work: [Duration] = [
        .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1), .microseconds(2500),
        .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100),
        .milliseconds(250), .milliseconds(500), .seconds(1),
    ]

    /// The longest duration of each bucket but the last, in increasing order.
    let bounds: [Duration]
    private let nanosecondBounds: [Int]
    private let buckets: [Counter]
    private let nanoseconds = Counter()

    /// - Parameter bounds: the longest duration of each bucket, in increasing order; one for all longer ones is added.
    public init(_ bounds: [Duration] = Histogram.waits) {
        self.bounds = bounds
        self.nanosecondBounds = bounds.map(\.nanoseconds)
        self.buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Takes a duration in, on any thread.
    public func record(_ duration: Duration) {
        let nanoseconds = duration.nanoseconds
        var bucket = 0
        while bucket < self.nanosecondBounds.count, self.nanosecondBounds[bucket] < nanoseconds { bucket += 1 }
        self.buckets[bucket].add()
        self.nanoseconds.add(nanoseconds)
    }

    /// What was recorded so far. The sum may be a moment ahead of the counts.
    var reading: Reading {
        var total = 0
        let cumulative = self.buckets.map { bucket in
            total += bucket.count
            return total
        }
        return Reading(
            cumulative: cumulative.dropLast(),
            count: total,
            sum: .nanoseconds(self.nanoseconds.count)
        )
    }
}

extension Duration {
    /// The duration in whole nanoseconds, rounded down; up to 292 years.
    var nanoseconds: Int {
        Int(self.components.seconds) * 1_000_000_000 + Int(self.components.attoseconds / 1_000_000_000)
    }

    /// The duration in seconds.
    var inSeconds: Double { Double(self.nanoseconds) / 1e9 }
}
