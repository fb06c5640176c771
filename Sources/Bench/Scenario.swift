import ArgumentParser

/// One measurement, which is also a subcommand.
protocol Scenario: AsyncParsableCommand {
    /// What stands above its table.
    static var title: String { get }
    var options: BenchOptions { get }

    /// Measures. Whatever it starts it ends.
    static func measure(_ options: BenchOptions) async throws -> [Finding]
}

extension Scenario {
    func run() async throws { _ = try await Self.report(self.options) }

    /// Measures and prints the table.
    static func report(_ options: BenchOptions) async throws -> [Finding] {
        ProcessLimits.raise()
        let findings = try await Self.measure(options)
        Report.table(Self.title, findings)
        return findings
    }
}

/// How long a measurement may take.
struct BenchOptions: ParsableArguments {
    @Flag(help: "Measure once and briefly: to see that it works, not for figures.")
    var quick = false

    /// Rounds of a comparison, of which the medians count.
    var rounds: Int { self.quick ? 1 : 3 }
}
