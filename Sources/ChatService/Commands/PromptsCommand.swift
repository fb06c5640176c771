import AgentRuntime
import ArgumentParser
import Logging
import ServiceConfiguration

/// `chat-service prompts`
struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Look at what the model is told.",
        subcommands: [Show.self]
    )

    /// `chat-service prompts show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a region's prompt as the model will read it.")

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var place: RegionOption

        func run() async throws {
            let configuration = try self.options.load()
            let region = try self.place.region(in: configuration)
            let assembly = try await Assembly(
                configuration,
                in: .init(configuration.service, logger: ServiceLog.logger(configuration.service.logging))
            )
            Console().write(assembly.agents[region.id]?.prompt.text ?? "")
            await assembly.shutdown()
        }
    }
}
