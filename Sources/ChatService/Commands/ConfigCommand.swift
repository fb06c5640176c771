import AgentRuntime
import ArgumentParser
import ServiceConfiguration

/// `chat-service config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look into the configuration.",
        subcommands: [Explain.self]
    )

    /// `chat-service config explain`
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell which layer gives a region's value, and which ones it hides.",
            discussion: """
                For example: chat-service config explain texts.closed --region lombardia
                A tool's settings are reached by its name: tools.knowledge_base_lombardia.settings.scopes
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var place: RegionOption
        @Argument(help: "The key, its parts divided by points.") var key: String

        func run() async throws {
            let region = try self.place.region(in: self.options.load())
            let console = Console()
            let layers = region.explanation(of: self.key).layers
            guard let first = layers.first else {
                let mistake = region.mistake(in: self.key) { kind, settings in
                    try Assembly.catalogue[kind]?.readSettings(settings)
                }
                if let mistake { throw ValidationError("\(self.key): \(mistake)") }
                console.line("\(self.key) is left out in every layer: its default counts, if it has one.")
                return
            }
            console.line("\(console.bold(self.key)) is \(first.value)")
            console.line("  from \(first.name): \(first.location)")
            for hidden in layers.dropFirst() {
                let relation = hidden.isMapping ? "key by key over" : "hides"
                console.line(console.dim("  \(relation) \(hidden.name): \(hidden.location): \(hidden.value)"))
            }
        }
    }
}
