import ArgumentParser

/// The command line: `chat-service`.
struct ChatServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat-service",
        abstract: "An assistant that answers over REST and WebSocket, and calls tools while it does.",
        discussion: """
            Without a subcommand it serves. Configuration is read from the folder config, prompts from Prompts; secrets come \
            from the environment or from a file .env.
            """,
        version: ServiceVersion.current,
        subcommands: [
            ServeCommand.self, ChatCommand.self, ToolsCommand.self, MCPCommand.self, PromptsCommand.self,
            SessionsCommand.self, KeysCommand.self, ConfigCommand.self, CheckCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )
}

enum ServiceVersion {
    static let current = "0.1.0"
}
