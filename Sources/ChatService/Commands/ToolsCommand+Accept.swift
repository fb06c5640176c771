import AgentRuntime
import ArgumentParser
import Logging
import ServiceConfiguration
import Tools

extension ToolsCommand {
    /// `chat-service tools accept`
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept an MCP server's tools as they are now.",
            discussion: """
                Tools that were added or changed since they were accepted are left out, since their descriptions reach the \
                model. This shows what is otherwise and accepts it; a running service offers it when it is told to read its \
                configuration again (SIGHUP).
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @OptionGroup var place: RegionOption
        @Argument(help: "The entry of kind mcp, by the name the region gives it.") var entry: String

        func run() async throws {
            let configuration = try self.options.load()
            let region = try self.place.region(in: configuration)
            let servers = region.tools.filter { $0.kind.value == MCPKind.name }
            guard let tool = servers.first(where: { $0.name == self.entry }) else {
                let known = servers.map(\.name).joined(separator: ", ")
                throw ValidationError(
                    known.isEmpty
                        ? "\(region.settings.name) has no entry of kind mcp."
                        : "\(region.settings.name) has no entry \"\(self.entry)\" of kind mcp. There are: \(known)."
                )
            }
            let logger = ServiceLog.logger(configuration.service.logging)
            let builder = AgentBuilder(
                region: region,
                configuration: configuration,
                environment: try Assembly.Environment(configuration.service, logger: logger)
            )
            let review: MCPKind.Review
            do {
                review = try await MCPKind().accept(
                    named: tool.name,
                    settings: tool.settings,
                    in: builder.toolEnvironment
                )
            } catch let error as ConfigurationError {
                throw error
            } catch {
                throw tool.settings.location.error("\(error)")
            }
            let console = Console()
            for line in review.lines { console.line(line) }
            console.line(
                review.lines.isEmpty
                    ? "Nothing has changed: \(review.count) tools are accepted." : "Accepted: \(review.count) tools."
            )
        }
    }
}
