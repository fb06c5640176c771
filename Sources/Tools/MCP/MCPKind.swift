public import AgentRuntime
import HTTPTransport
import Logging

/// Makes the tools of a server of the Model Context Protocol: the value `mcp` of `kind`.
///
/// The server is a child process or reached over HTTP, and of either era of the protocol. Its tools are offered as they were
/// first seen; what changes later waits for an operator, see `chat-service tools accept`.
public struct MCPKind: ToolKind {
    /// `mcp`
    public static let name = "mcp"

    private let clock: any Clock<Duration>

    public init() {
        self.init(clock: ContinuousClock())
    }

    /// - Parameter clock: what waits are measured on.
    init(clock: any Clock<Duration>) {
        self.clock = clock
    }

    /// - Throws: ``MCPKindError`` where the server is not there and was never seen, though it is required.
    public func makeTools(
        named name: String,
        settings: MCPSettings,
        in environment: ToolEnvironment
    ) async throws -> any Toolset {
        let logger = Self.logger(for: name, in: environment)
        let pinFile = MCPPinFile(entry: name, in: environment.dataDirectory)
        let pins = settings.isPinned ? try pinFile.load() : nil
        let news = MCPNews()
        let client = self.client(settings, environment, logger) { news.arrived() }
        do {
            let list = try await self.list(from: client, settings, isOptional: pins != nil, logger)
            if settings.isPinned, pins == nil, let list { try pinFile.save(MCPPins(list.tools)) }
            let offer = MCPOffer(list?.tools, pins: pins, settings: settings)
            offer.log(entry: name, to: logger)
            return MCPToolset(
                offer.tools(of: client, settings: settings),
                client: client,
                watch: MCPWatch(
                    client: client,
                    known: list ?? MCPToolList(tools: pins?.all ?? []),
                    wasThere: list != nil,
                    news: news,
                    clock: self.clock,
                    changed: environment.changed,
                    logger: logger
                )
            )
        } catch {
            await client.close()
            throw error
        }
    }

    /// The server's tools; `nil` where it is not there and that may be.
    private func list(
        from client: MCPClient,
        _ settings: MCPSettings,
        isOptional: Bool,
        _ logger: Logger
    ) async throws -> MCPToolList? {
        do {
            // Once for agreeing, once for listing.
            return try await within(settings.connect * 2, on: self.clock) { try await client.tools(logger: logger) }
        } catch let error as MCPError {
            guard isOptional || !settings.isRequired else { throw MCPKindError.unreachable(error) }
            logger.warning(
                "MCP server is not there; its tools fail until it is",
                metadata: ["reason": "\(error)", "known": "\(isOptional)"]
            )
            return nil
        }
    }

    func client(
        _ settings: MCPSettings,
        _ environment: ToolEnvironment,
        _ logger: Logger,
        onListChange: @escaping @Sendable () -> Void
    ) -> MCPClient {
        let connection: any MCPConnection
        switch settings.place {
        case .process(let command, let variables, let logsOutput):
            connection = MCPProcess(
                MCPCommandLine(command, environment: variables),
                logsOutput: logsOutput,
                logger: logger,
                clock: self.clock,
                onListChange: onListChange
            )
        case .endpoint(let url, let headers, let allowsPrivateAddresses):
            connection = MCPEndpoint(
                url: url,
                headers: headers,
                allowedPeers: allowsPrivateAddresses ? .any : .publicOnly,
                http: environment.http,
                connect: settings.connect,
                logger: logger,
                clock: self.clock,
                onListChange: onListChange
            )
        }
        return MCPClient(connection, connect: settings.connect, clock: self.clock, logger: logger)
    }

    static func logger(for name: String, in environment: ToolEnvironment) -> Logger {
        var logger = environment.logger
        logger[metadataKey: "tool"] = "\(name)"
        logger[metadataKey: "region"] = "\(environment.region.id)"
        return logger
    }
}
