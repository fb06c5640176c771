import AgentRuntime
import ArgumentParser
import Logging
import ServiceConfiguration
import UnixSignals

/// `chat-service mcp`
struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp",
        abstract: "Serve a region's tools to one client of the Model Context Protocol, on standard input and output.",
        discussion: """
            To be started by the client. Standard output carries the protocol and nothing else; the log goes to standard \
            error. To serve clients over HTTP, set mcp.enabled in service.yaml and use serve.
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var place: RegionOption

    func run() async throws {
        try await self.options.withRegion(self.place) { served in
            let agent = served.agent
            let connection = MCPServerConnection(
                MCPServer(name: served.configuration.service.service, version: ServiceVersion.current) { agent }
            )
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await MCPStandardStreams(connection: connection).run() }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { return }
                }
                await group.next()
                group.cancelAll()
            }
            await connection.end()
        }
    }
}
