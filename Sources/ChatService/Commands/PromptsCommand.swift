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
            try await self.options.withRegion(self.place) { Console().write($0.agent.prompt.text) }
        }
    }
}
