import AgentRuntime
import ArgumentParser
import Logging
import ServiceConfiguration

/// `chat-service check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check configuration, tools and prompts, and exit.",
        discussion:
            "Everything is made as for serving, but nothing listens. The first mistake is told with file and line."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try self.options.load()
        let assembly = try await Assembly(
            configuration,
            in: .init(configuration.service, logger: ServiceLog.logger(configuration.service.logging))
        )
        let console = Console()
        for region in configuration.regions {
            guard let agent = assembly.agents[region.id] else { continue }
            let bytes = agent.prompt.text.utf8.count
            console.line("\(region.id): \(agent.summary), prompt \(agent.prompt.digest) (\(bytes) bytes)")
        }
        console.line("Configuration is sound.")
        await assembly.shutdown()
    }
}
