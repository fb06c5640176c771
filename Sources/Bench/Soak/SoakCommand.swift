import ArgumentParser
import HTTPTransport

/// `Bench soak`
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract:
            "Show that the service stays as it is: good clients, bad ones, a bad model, and being killed.",
        discussion: """
            After each round of visits all sockets are gone and all sessions are closed; then memory and descriptors are \
            read. At the end the service is killed again and again while clients wait for answers, and started on the same \
            data. A visit that does not end as it should ends the soak; so does, with status 1, a slope beyond its bound.
            """
    )

    @Option(help: "For how many seconds there are visits.")
    var seconds = 120
    @Option(help: "How many visits a round has.")
    var visits = 660
    @Option(help: "Only visits of this kind; may be given more than once.")
    var only: [Visit] = []
    @Option(help: "How often the service is killed after the visits.")
    var kills = 5

    func run() async throws {
        ProcessLimits.raise()
        let http = try HTTPClient()
        let model = try FakeModelProcess.start()
        defer { model.stop() }
        var service = try ServiceTarget.start(upstream: model, http: http)
        defer { service.stop() }
        let drift = try await self.visit(service)
        for kill in 0..<self.kills {
            let folder = try await KillRound(service).play {
                service = try ServiceTarget.start(upstream: model, http: http, folder: $0)
                return service
            }
            Report.line("kill \(kill + 1) of \(self.kills): \(folder)")
        }
        await http.shutdown()
        let findings = try drift.findings()
        Report.table("What stays of the visits", findings)
        if findings.contains(where: { $0.isMet == false }) { throw ExitCode.failure }
    }

    private func visit(_ service: ServiceTarget) async throws -> Drift {
        // An idle session with its socket takes 7.7 KiB: a leak of one kind of visit's session is beyond this on a dozen kinds.
        var drift = Drift(of: "visits", bytesPerThousand: 500 * 1024, descriptorsPerThousand: 10)
        let kinds = self.only.isEmpty ? Visit.allCases : self.only
        let end = ProcessMeter.now + Int64(self.seconds) * 1_000_000_000
        var count = 0
        while ProcessMeter.now < end {
            _ = try await concurrently(self.visits, width: 32) { index in
                try await kinds[index % kinds.count].make(service)
            }
            try await service.healthy()
            count += self.visits
            drift.read(service.meter, after: count)
        }
        return drift
    }
}
