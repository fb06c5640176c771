public import AgentRuntime
import Logging

extension MCPKind {
    /// What an operator is shown of a server's tools.
    public struct Review: Sendable {
        /// For people: a line for each tool that was added, changed or removed, and below it what is otherwise.
        public let lines: [String]
        /// How many tools are accepted now.
        public let count: Int
    }

    /// Accepts a server's tools as they are now.
    /// - Throws: where the server is not there, or an error of the file system.
    public func accept(
        named name: String,
        settings source: any SettingsSource,
        in environment: ToolEnvironment
    ) async throws -> Review {
        let settings = try source.settings(as: MCPSettings.self)
        let logger = Self.logger(for: name, in: environment)
        let client = self.client(settings, environment, logger) {}
        let list: MCPToolList
        do {
            list = try await client.tools(logger: logger)
            await client.close()
        } catch {
            await client.close()
            throw (error as? MCPError).map(MCPKindError.unreachable) ?? error
        }
        let file = MCPPinFile(entry: name, in: environment.dataDirectory)
        // What cannot be read is replaced, and everything shown as new.
        let pins = (try? file.load()) ?? MCPPins([])
        try file.save(MCPPins(list.tools))
        let lines = pins.differences(to: list.tools).flatMap { difference in
            ["\(difference.name): \(difference.kind.rawValue)"] + difference.lines.map { "  \($0)" }
        }
        return Review(lines: lines, count: list.tools.count)
    }
}
