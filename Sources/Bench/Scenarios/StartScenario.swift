import ArgumentParser
import HTTPTransport

/// `Bench start`
struct StartScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Measure the time from start to healthy, and the memory then."
    )
    static let title = "Start, with the configuration of this repository"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        var first: [Double] = []
        var again: [Double] = []
        var resident: [Double] = []
        var data: [Double] = []
        for _ in 0..<(options.quick ? 1 : 5) {
            let (service, milliseconds) = try await Self.start(model, http)
            first.append(milliseconds)
            resident.append(Double(service.meter.resident) / 1_048_576)
            data.append(Double(service.meter.data) / 1_048_576)
            let (restarted, fewer) = try await Self.start(model, http, folder: service.stopKeepingData())
            again.append(fewer)
            restarted.stop()
        }
        await http.shutdown()
        return [
            Finding("start to healthy, no data yet", first.median, .milliseconds),
            Finding("start to healthy, with data", again.median, .milliseconds, atMost: 100),
            Finding("resident memory when healthy", resident.median, .mebibytes, atMost: 32),
            Finding("of which data, not code", data.median, .mebibytes),
        ]
    }

    private static func start(
        _ model: FakeModelProcess,
        _ http: HTTPClient,
        folder: String? = nil
    ) async throws -> (ServiceTarget, milliseconds: Double) {
        let begin = ProcessMeter.now
        let service = try ServiceTarget.start(upstream: model, http: http, folder: folder)
        try await service.healthy()
        return (service, Double(ProcessMeter.now - begin) / 1e6)
    }
}
