import AgentRuntime
import ArgumentParser
import Foundation
import Gateway
import Logging
import Observability
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
        let traces = try OTLPSettings(
            environment: self.options.environment(),
            service: configuration.service.service,
            version: ServiceVersion.current
        )
        let environment = try Assembly.Environment(configuration.service, traces: traces, logger: logger)
        let telemetry = environment.telemetry
        // Waits for the disk while the agents' tools are made.
        async let opening = SQLiteSessionStore(configuration.service, logger: logger)
        let live = try await LiveConfiguration(configuration, in: environment) { try self.options.load() }
        let agents = live.agents
        let store = try await opening
        let sessions = SessionRegistry(
            store: store,
            agent: { agents[$0] },
            settings: SessionSettings(configuration.service),
            observer: telemetry.observer,
            logger: logger
        )
        try await sessions.prepare()
        AccessWarnings.log(configuration.service, to: logger)
        var settings = GatewaySettings(configuration, agents: agents)
        settings.access = try await AccessPolicy(configuration.service.auth, http: environment.http, logger: logger)
        settings.telemetry = telemetry
        settings.readiness = Readiness([.store(store), .models(of: agents)])
        let gateway = ChatGateway(
            sessions: sessions,
            settings: settings,
            mcp: MCPAccess(configuration.service),
            logger: logger
        ) { port in
            Self.welcome(agents.current, port: port)
        }
        let limit = configuration.service.shutdown.turns
        let turns = SessionService(sessions: sessions, limit: limit, logger: logger)
        // They are stopped from last to first: while turns end, the gateway still answers, and the last traces go out before
        // their exporter stops. Named, since the group would describe each by all that is in it.
        var group = ServiceGroupConfiguration(
            services: (telemetry.spans.map { [.init(service: $0, serviceName: "traces")] } ?? []) + [
                .init(service: live, serviceName: "configuration"),
                .init(service: gateway, serviceName: "gateway"),
                .init(service: turns, serviceName: "turns"),
            ],
            logger: logger
        )
        // Writes that turns have begun settle first, and sockets are closed.
        group.maximumGracefulShutdownDuration = limit + .seconds(60)
        let signals = await StopSignals(logger: logger)
        let services = ServiceGroup(configuration: group)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await signals.obey(stopping: services) }
            try await services.run()
            tasks.cancelAll()
        }
        await store.close()
        await live.shutdown()
    }

    /// All in one piece, so that nothing of the log comes between.
    private static func welcome(_ served: AgentDirectory.Generation, port: Int) {
        let console = Console()
        let agents = served.regions.compactMap { served.agents[$0] }
        var lines = ["\(console.bold("chat-service \(ServiceVersion.current)")) listens on port \(port)."]
        lines += agents.map { "  \($0.region.id): \($0.name), \($0.summary)" }
        if agents.contains(where: { $0.model.name == "offline" }) {
            lines.append(
                """
                No OPENAI_API_KEY is set: a stand-in without a language model answers, which matches words and quotes the tools.
                Set OPENAI_API_KEY (and OPENAI_MODEL), or OPENAI_BASE_URL for a server of your own, in the environment or in .env.
                """
            )
        }
        lines.append(
            """

            Try next:
              curl http://localhost:\(port)/health
              curl -X POST http://localhost:\(port)/api/create-session -d '{"region": "piemonte"}'
              make chat                    (or: chat-service chat)

            """
        )
        console.line(lines.joined(separator: "\n"))
    }
}
