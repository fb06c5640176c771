import ArgumentParser

/// The executable: `Bench`.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Bench",
        abstract: "Measure the service against a model server on loopback.",
        discussion: """
            Starts the release build of chat-service, which stands beside this executable, with a folder of its own for data. \
            docs/benchmarks.md says what each number means.
            """,
        subcommands: [
            AllCommand.self, ParserScenario.self, StreamingScenario.self, TurnsScenario.self, SocketsScenario.self,
            StartScenario.self, ShortCallsScenario.self, ToolTurnScenario.self, MetricsScenario.self,
            ChecksScenario.self, SoakCommand.self, TransportSoakCommand.self, FakeModelCommand.self,
        ],
        defaultSubcommand: AllCommand.self
    )
}

/// `Bench all`
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Run every scenario, in about six minutes."
    )

    @OptionGroup var options: BenchOptions

    func run() async throws {
        let scenarios: [any Scenario.Type] = [
            ParserScenario.self, StartScenario.self, SocketsScenario.self, ShortCallsScenario.self,
            ToolTurnScenario.self, TurnsScenario.self, StreamingScenario.self, MetricsScenario.self,
            ChecksScenario.self, TransportSoakCommand.self,
        ]
        var count = (met: 0, missed: 0, failed: 0)
        for scenario in scenarios {
            do {
                let findings = try await scenario.report(self.options)
                count.met += findings.count { $0.isMet == true }
                count.missed += findings.count { $0.isMet == false }
            } catch {
                // The others are worth having all the same.
                Report.line("\(scenario.title) ended without figures: \(error)\n")
                count.failed += 1
            }
        }
        Report.line("\(count.met) of \(count.met + count.missed) bars met.")
        if count.failed > 0 { throw ExitCode.failure }
    }
}
