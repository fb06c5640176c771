import ArgumentParser
import HTTPTransport

/// `Bench turns`
struct TurnsScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "turns",
        abstract: "Measure whole turns of 1,000 sessions at the same time."
    )
    static let title = "Turns of 1,000 sessions: a message, 20 tokens of an answer, all of it in the journal"

    @OptionGroup var options: BenchOptions

    private static let sessions = 1000
    private static let order = Order.stream(tokens: 20)
    /// An answer that takes two seconds, so that all sessions have one under way.
    private static let slow = Order.stream(tokens: 20, every: 100_000)

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let relay = try RelayTarget.start(upstream: model)
        defer { relay.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let rounds = options.quick ? 2 : 5
        let ours = try await Self.turns(of: service, rounds)
        let own = try await Self.ownWork(of: service, rounds)
        let theirs = try await Self.turns(of: relay, rounds)
        await http.shutdown()
        func overhead(_ percentile: Double) -> Double {
            ours.paced.microseconds(atPercentile: percentile) - theirs.paced.microseconds(atPercentile: percentile)
        }
        return [
            Finding("all at once: turns", ours.rate, beside: theirs.rate, .perSecond),
            Finding("300 begin per second: whole turn less the relay's, p50", overhead(50), .microseconds),
            Finding("300 begin per second: whole turn less the relay's, p99", overhead(99), .microseconds),
            Finding("1000 at a time, the service's own part of a turn, p50", own.p50, .milliseconds),
            Finding("1000 at a time, the service's own part of a turn, p99", own.p99, .milliseconds),
        ]
    }

    /// What the service itself takes of a turn while all sessions have one under way, by its own histogram
    /// (`chat_gateway_overhead_seconds`: a turn's duration without the wait for the model), in milliseconds.
    private static func ownWork(of service: ServiceTarget, _ rounds: Int) async throws -> (p50: Double, p99: Double) {
        let paths = try await service.paths(Self.sessions)
        let crowd = try await Crowd.connected(to: service.port, paths)
        let before = try await service.overheads()
        for round in 1...rounds {
            Report.progress("turns of all sessions at a time, round \(round) of \(rounds)")
            _ = try await crowd.complete(Self.slow, spacing: 1000)
        }
        let after = try await service.overheads()
        await crowd.leave()
        try await service.discard(paths)
        let earlier = Dictionary(uniqueKeysWithValues: before.map { ($0.bound, $0.count) })
        let counts = after.map { (bound: $0.bound, count: $0.count - (earlier[$0.bound] ?? 0)) }
        return (counts.value(atPercentile: 50) * 1000, counts.value(atPercentile: 99) * 1000)
    }

    /// - Returns: how many turns a second there are when all sessions ask at once and again, and how long turns take, in
    ///   nanoseconds, of which one begins every 3.3 ms.
    private static func turns(of target: some Target, _ rounds: Int) async throws -> (rate: Double, paced: [Int64]) {
        let paths = try await target.paths(Self.sessions)
        let crowd = try await Crowd.connected(to: target.port, paths)
        // So that nothing is done for the first time.
        _ = try await crowd.complete(Self.order, spacing: 2000)
        let begin = ProcessMeter.now
        for round in 1...rounds {
            Report.progress("turns all at once, round \(round) of \(rounds)")
            _ = try await crowd.complete(Self.order, spacing: 0)
        }
        let rate = Double(rounds * Self.sessions) / Double(ProcessMeter.now - begin) * 1e9
        var paced: [Int64] = []
        for round in 1...rounds {
            Report.progress("turns one after the other, round \(round) of \(rounds)")
            paced += try await crowd.complete(Self.order, spacing: 3333)
        }
        await crowd.leave()
        try await target.discard(paths)
        return (rate, paced)
    }
}
