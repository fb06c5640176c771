import NIOCore

/// What came of streams that ran at the same time.
struct Streaming: Sendable {
    var tokensPerSecond: Double
    /// Of the watched process, in microseconds.
    var cpuPerToken: Double
    /// From the model's server to the client, in microseconds.
    var median: Double
    var percentile99: Double
    /// The median of the streams' first tokens.
    var first: Double
}

/// Counts tokens as they arrive, from when the last stream has begun until there are enough. It lives on the sockets' event
/// loop.
final class Tally {
    private let sockets: Int
    private let wanted: Int
    private let meter: ProcessMeter
    private let done: EventLoopPromise<Streaming>
    private var firsts: [Int64] = []
    private var latencies: [Int64] = []
    private var begin: (time: Int64, cpu: Int64)?

    /// - Parameter wanted: how many tokens are enough.
    init(sockets: Int, wanted: Int, meter: ProcessMeter, done: EventLoopPromise<Streaming>) {
        self.sockets = sockets
        self.wanted = wanted
        self.meter = meter
        self.done = done
        self.latencies.reserveCapacity(wanted)
    }

    /// A stream's `number`th token came, so long after it was sent.
    func token(_ number: Int, after latency: Int64) {
        if number == 1 {
            self.firsts.append(latency)
            if self.firsts.count == self.sockets { self.begin = (ProcessMeter.now, self.meter.cpu) }
        } else if let begin, self.latencies.count < self.wanted {
            self.latencies.append(latency)
            if self.latencies.count == self.wanted { self.finish(since: begin) }
        }
    }

    private func finish(since begin: (time: Int64, cpu: Int64)) {
        let tokens = Double(self.wanted)
        self.done.succeed(
            Streaming(
                tokensPerSecond: tokens / Double(ProcessMeter.now - begin.time) * 1e9,
                cpuPerToken: Double(self.meter.cpu - begin.cpu) / tokens / 1000,
                median: self.latencies.microseconds(atPercentile: 50),
                percentile99: self.latencies.microseconds(atPercentile: 99),
                first: self.firsts.microseconds(atPercentile: 50)
            )
        )
    }

    func fail(_ reason: String) {
        self.done.fail(ChildProcess.Failure(description: reason))
    }
}
