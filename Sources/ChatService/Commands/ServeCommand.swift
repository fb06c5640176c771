import AgentRuntime
import ArgumentParser
import Foundation
import Gateway
import Logging
import ServiceConfiguration
import ServiceLifecycle
import SessionStores
import UnixSignals

/// `chat-service serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve sessions over REST and WebSocket."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try self.options.load()
        let logger = ServiceLog.logger(configuration.service.logging)
        let assembly = try await Assembly(configuration, logger: logger)
        let store = try SQLiteSessionStore(configuration.service, logger: logger)
        let agents = assembly.agents
        let sessions = SessionRegistry(
            store: store,
            agent: { agents[$0] },
            settings: SessionSettings(configuration.service),
            logger: logger
        )
        try await sessions.prepare()
        self.warn(about: configuration, logger)
        let gateway = ChatGateway(sessions: sessions, settings: GatewaySettings(assembly), logger: logger) { port in
            Self.welcome(assembly, port: port)
        }
        let longestTurn = agents.values.map(\.limits.turn).max() ?? .seconds(120)
        var group = ServiceGroupConfiguration(
            services: [SessionService(sessions: sessions), gateway],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = longestTurn + .seconds(5)
        try await ServiceGroup(configuration: group).run()
        await store.close()
        await assembly.shutdown()
    }

    private func warn(about configuration: LoadedConfiguration, _ logger: Logger) {
        if configuration.service.cors.allowOrigins.contains("*") {
            logger.warning(
                "Pages from any origin may call this service. In production, list yours in service.yaml: cors.allow_origins."
            )
        }
    }

    private static func welcome(_ assembly: Assembly, port: Int) {
        let console = Console()
        let regions = assembly.agents.values.sorted { $0.region.id.rawValue < $1.region.id.rawValue }
        var text = "\(console.bold("chat-service \(ServiceVersion.current)")) listens on port \(port).\n"
        for agent in regions {
            text += "  \(agent.region.id): \(agent.name), \(agent.summary)\n"
        }
        if regions.contains(where: { $0.model.name == "offline" }) {
            text += """
                No OPENAI_API_KEY is set: a stand-in without a language model answers, which matches words and quotes the tools.
                Set OPENAI_API_KEY (and OPENAI_MODEL), or OPENAI_BASE_URL for a server of your own, in the environment or in .env.

                """
        }
        text += """

            Try next:
              curl http://localhost:\(port)/health
              curl -X POST http://localhost:\(port)/api/create-session -d '{"region": "piemonte"}'
              make chat                    (or: chat-service chat)

            """
        // At once, so that whoever has read the first line has all of it.
        console.line(text)
    }
}
