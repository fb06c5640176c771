import ArgumentParser
import HTTPTransport

/// `Bench idle`
struct IdleScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Measure the memory of a session that has an open socket and nothing to do."
    )
    static let title = "Idle sessions with open sockets"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let step = options.quick ? 500 : 1000
        var crowds: [Crowd] = []
        var counts: [Double] = []
        var resident: [Double] = []
        for count in stride(from: step, through: 4 * step, by: step) {
            Report.progress("\(count) sockets")
            crowds.append(try await Crowd.connected(to: service.port, service.paths(step)))
            counts.append(Double(count))
            resident.append(Double(service.meter.resident) / 1024)
        }
        for crowd in crowds { await crowd.leave() }
        await http.shutdown()
        return [
            Finding("resident memory per session and socket", resident.slope(over: counts), .kibibytes, atMost: 12),
            Finding("resident memory with \(4 * step)", (resident.last ?? 0) / 1024, .mebibytes),
        ]
    }
}
