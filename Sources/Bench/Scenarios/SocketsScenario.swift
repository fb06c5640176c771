import ArgumentParser
import HTTPTransport

/// `Bench sockets`
struct SocketsScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "sockets",
        abstract: "Measure sockets with nothing to do: their memory, their pings, and all of them coming back at once."
    )
    static let title = "Sockets with nothing to do, each with a session of its own"

    @OptionGroup var options: BenchOptions

    /// 10,000, or as many as the limit of descriptors allows: the service holds two for each.
    private static var most: Int { min(10_000, (ProcessLimits.descriptors - 500) / 2) }

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let step = options.quick ? 500 : Self.most / 4
        let count = 4 * step
        var paths: [String] = []
        var crowds: [Crowd] = []
        var counts: [Double] = []
        var resident: [Double] = []
        for _ in 1...4 {
            Report.progress("\(paths.count + step) sockets")
            let more = try await service.paths(step)
            crowds.append(try await Crowd.connected(to: service.port, more))
            paths += more
            counts.append(Double(paths.count))
            resident.append(Double(service.meter.resident) / 1024)
        }
        let ping = try await Self.ping(service, count)
        Report.progress("\(count) sockets come back")
        for crowd in crowds { await crowd.leave() }
        let begin = ProcessMeter.now
        let back = try await Crowd.connected(to: service.port, paths, width: 256)
        let seconds = Double(ProcessMeter.now - begin) / 1e9
        await back.leave()
        await http.shutdown()
        return [
            Finding("resident memory per session and socket", resident.slope(over: counts), .kibibytes, atMost: 8),
            Finding("resident memory with \(count)", (resident.last ?? 0) / 1024, .mebibytes),
            Finding("CPU of a ping and its pong", ping, .microseconds),
            Finding("\(count) with a ping every 25 s: CPU, share of a core", ping * Double(count) / 25e6, .share),
            Finding("all \(count) dropped: time until all are back", seconds * 1000, .milliseconds),
        ]
    }

    /// The processor time of a ping and its pong in microseconds, from the time of one whole interval.
    private static func ping(_ service: ServiceTarget, _ sockets: Int) async throws -> Double {
        Report.progress("\(sockets) sockets are pinged")
        let cpu = service.meter.cpu
        try await Task.sleep(for: .seconds(30))
        return Double(service.meter.cpu - cpu) / 1000 / Double(sockets)
    }
}
