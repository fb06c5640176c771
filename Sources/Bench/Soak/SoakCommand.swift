import ArgumentParser
import HTTPTransport

/// `Bench soak`
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract:
            "Show that the service stays as it is: good clients, bad ones and a bad model, memory and descriptors.",
        discussion: """
            After each round of visits all sockets are gone and all sessions are closed; then memory and descriptors are \
            read. A visit that does not end as it should ends the soak.
            """
    )

    @Option(help: "For how many seconds.")
    var seconds = 120
    @Option(help: "How many visits a round has.")
    var visits = 660
    @Option(help: "Only visits of this kind; may be given more than once.")
    var only: [Visit] = []

    func run() async throws {
        ProcessLimits.raise()
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        let service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let kinds = self.only.isEmpty ? Visit.allCases : self.only
        let end = ProcessMeter.now + Int64(self.seconds) * 1_000_000_000
        var counts: [Double] = []
        var resident: [Double] = []
        Report.line("visits    resident    of which data    descriptors")
        while ProcessMeter.now < end {
            _ = try await concurrently(self.visits, width: 32) { index in
                try await kinds[index % kinds.count].make(service)
            }
            try await service.healthy()
            counts.append(Double((counts.count + 1) * self.visits))
            resident.append(Double(service.meter.resident))
            Report.line(
                "\(Int(counts.last ?? 0))    \(service.meter.resident / 1024) KiB    \(service.meter.data / 1024) KiB    "
                    + "\(service.meter.descriptors)"
            )
        }
        await http.shutdown()
        guard counts.count > 5 else { return Report.line("Too short for a slope: give it more --seconds.") }
        // The first third is caches filling.
        let warm = counts.count / 3
        let slope = resident.dropFirst(warm).slope(over: Array(counts.dropFirst(warm)))
        Report.line("Resident memory rises by \(Int((slope * 1000).rounded())) bytes per 1,000 visits.")
    }
}
