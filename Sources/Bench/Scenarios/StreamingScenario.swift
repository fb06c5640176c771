import ArgumentParser
import HTTPTransport

/// `Bench streaming`
struct StreamingScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "streaming",
        abstract: "Measure tokens from the model's server to the client, beside a relay in C that does nothing else."
    )
    static let title = "Streaming, beside a relay in C that only copies"

    @OptionGroup var options: BenchOptions
    @Option(help: "Only with so many sessions.") var sessions: Int?
    @Option(help: "Only with so many milliseconds between tokens; 0 is full speed.") var apart: Int?
    @Option(help: "How many seconds a round lasts, with tokens apart; none of the usual loads then.") var seconds: Int?

    func run() async throws {
        let known = StreamingLoad.all.filter { load in
            self.seconds == nil && self.sessions.map { $0 == load.sessions } ?? true
                && self.apart.map { $0 == load.apart } ?? true
        }
        let apart = self.apart ?? 20
        let tokens = (self.seconds ?? 4) * 1000 / max(1, apart)
        let other = StreamingLoad(sessions: self.sessions ?? 100, apart: apart, tokens: tokens)
        ProcessLimits.raise()
        Report.table(Self.title, try await Self.measure(known.isEmpty ? [other] : known, rounds: self.options.rounds))
    }

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        try await self.measure(StreamingLoad.all, rounds: options.rounds)
    }

    private static func measure(_ loads: [StreamingLoad], rounds: Int) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let relay = try RelayTarget.start(upstream: model)
        defer { relay.stop() }
        let curlRelay = try RelayTarget.start(upstream: model, libcurl: true)
        defer { curlRelay.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        // So that nothing is done for the first time.
        _ = try await StreamingLoad(sessions: 50, apart: 0, tokens: 500).run(on: service)
        var findings: [Finding] = []
        for load in loads {
            var ours: [Streaming] = []
            var theirs: [Streaming] = []
            var libcurls: [Streaming] = []
            for round in 1...rounds {
                Report.progress("\(load.name), round \(round) of \(rounds)")
                ours.append(try await load.run(on: service))
                theirs.append(try await load.run(on: relay))
                libcurls.append(try await load.run(on: curlRelay))
            }
            findings += Self.findings(load, ours, theirs, libcurls)
        }
        await http.shutdown()
        return findings
    }

    private static func findings(
        _ load: StreamingLoad,
        _ ours: [Streaming],
        _ theirs: [Streaming],
        _ libcurls: [Streaming]
    )
        -> [Finding]
    {
        func compare(_ what: String, _ value: (Streaming) -> Double, _ unit: Unit, ratio: Double? = nil) -> Finding {
            Finding(
                "\(load.name): \(what)",
                ours.map(value).median,
                beside: theirs.map(value).median,
                unit,
                ratio: ratio
            )
        }
        var findings = [
            compare("tokens", \.tokensPerSecond, .perSecond),
            compare("CPU per token", \.cpuPerToken, .microseconds, ratio: load.cpuBar),
            Finding(
                "\(load.name): CPU per token, relay with libcurl",
                libcurls.map(\.cpuPerToken).median,
                beside: theirs.map(\.cpuPerToken).median,
                .microseconds
            ),
            compare("latency p50", \.median, .microseconds, ratio: load.latencyBar),
            compare("latency p99", \.percentile99, .microseconds, ratio: load.latencyBar),
        ]
        if load.apart > 0 {
            let first = ours.map(\.first).median / 1000
            findings.append(
                load.firstBar.map { Finding("\(load.name): first token p50", first, .milliseconds, atMost: $0) }
                    ?? compare("first token p50", \.first, .microseconds)
            )
        }
        return findings
    }
}
