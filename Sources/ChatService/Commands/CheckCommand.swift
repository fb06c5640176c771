import ArgumentParser
import ServiceConfiguration

/// `chat-service check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check configuration, tools and prompts, and exit.",
        discussion: """
            Everything is made as for serving, but nothing listens. What is wrong is told with file and line, and the exit \
            status is then not 0; what a region hides of the layers below it is told as well.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Try as well whether the servers of models and tools can be reached.")
    var online = false

    func run() async throws {
        let configuration = try self.options.load()
        let check = ConfigurationCheck(
            configuration: configuration,
            environment: try .init(configuration.service, logger: ServiceLog.logger(configuration.service.logging))
        )
        let report = await check.report(online: self.online)
        let console = Console()
        for note in report.notes { console.line(console.dim("\(note)")) }
        for region in report.regions { console.line(region) }
        for error in report.errors { console.line("\(console.red("Error:")) \(error)") }
        guard report.errors.isEmpty else { throw ExitCode.failure }
        console.line("Configuration is sound.")
    }
}
