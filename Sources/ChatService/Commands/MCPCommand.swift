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
        let configuration = try self.options.load()
        let region = try self.place.region(in: configuration)
        let assembly = try await Assembly(
            configuration,
            in: .init(configuration.service, logger: ServiceLog.logger(configuration.service.logging))
        )
        let agent = assembly.agents[region.id]
        let connection = MCPServerConnection(
            MCPServer(name: configuration.service.service, version: ServiceVersion.current) { agent }
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
        await assembly.shutdown()
    }
}
