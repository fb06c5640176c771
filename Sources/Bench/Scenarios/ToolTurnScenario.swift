import ArgumentParser
import HTTPTransport

/// `Bench tool-turn`
struct ToolTurnScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "tool-turn",
        abstract: "Measure what a turn with one tool call costs."
    )
    static let title = "A turn with one tool call: two model requests, five journal events"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let turns = options.quick ? 100 : 500
        var costs: [Double] = []
        for _ in 0..<options.rounds + 1 {
            let paths = try await service.paths(turns)
            let crowd = try await Crowd.connected(to: service.port, paths)
            let cpu = service.meter.cpu
            _ = try await crowd.complete(.callTool, spacing: 2500)
            costs.append(Double(service.meter.cpu - cpu) / 1e6 / Double(turns))
            await crowd.leave()
            try await service.discard(paths)
        }
        await http.shutdown()
        // The first round is for warming up.
        return [Finding("CPU per turn", costs.dropFirst().median, .milliseconds, atMost: 1)]
    }
}
