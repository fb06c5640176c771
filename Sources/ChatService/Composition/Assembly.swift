import AgentRuntime
import Foundation
import HTTPTransport
import Logging
import Observability
import ServiceConfiguration
import Tools

/// The agents of all regions, made from configuration: where tools, models and prompts meet.
struct Assembly: Sendable {
    /// The kinds that configuration can pick from, unless told otherwise.
    @TaskLocal static var catalogue = ToolCatalogue.embedded

    let configuration: LoadedConfiguration
    let agents: [RegionID: Agent]
    let models: ModelEndpoints
    /// All toolsets of all agents, to be shut down together.
    let toolsets: [any Toolset]

    let environment: Environment

    /// What generations share.
    struct Environment: Sendable {
        let http: HTTPClient
        /// One for all generations, so that kinds can share what they keep between them.
        let catalogue: ToolCatalogue
        /// The folder for the database files: it stays where it was at the start.
        let dataDirectory: String
        let logger: Logger
        /// Watches what the agents do.
        let telemetry: Telemetry
        /// Called when tools are no longer what they were made as, with the reason for a new generation.
        var toolsChanged: @Sendable (_ reason: String) -> Void = { _ in }

        /// - Throws: ``HTTPTransportError`` where the system has no descriptors left, ``ConfigurationError`` where the folder
        ///   for the database files cannot be made.
        init(
            _ service: ServiceSettings,
            catalogue: ToolCatalogue = Assembly.catalogue,
            traces: OTLPSettings? = nil,
            logger: Logger
        ) throws {
            try Assembly.makeFolder(service.dataDirectory)
            let http = try HTTPClient(
                configuration: HTTPClientConfiguration(
                    certificateAuthorities: service.tls.certificateAuthorities?.value
                )
            )
            let metrics = ServiceMetrics()
            let spans = traces.map {
                SpanExporter(
                    $0,
                    version: ServiceVersion.current,
                    http: http,
                    dropped: metrics.droppedSpans,
                    logger: logger
                )
            }
            self.http = http
            self.telemetry = Telemetry(metrics: metrics, spans: spans, logger: logger)
            self.catalogue = catalogue
            self.dataDirectory = service.dataDirectory
            self.logger = logger
        }
    }

    /// Makes every tool and renders every prompt, so that a mistake stops the start and not a conversation.
    /// - Parameter lifetime: held by the agents, to tell when none of them is in use any more.
    /// - Throws: ``ConfigurationError``, ``PromptError``, and what a tool kind throws; what was made by then is shut down.
    init(
        _ configuration: LoadedConfiguration,
        in environment: Environment,
        generation: Int = 1,
        lifetime: AgentLifetime? = nil
    ) async throws {
        var models = ModelEndpoints(configuration.service, http: environment.http, logger: environment.logger)
        var agents: [RegionID: Agent] = [:]
        let builders = configuration.regions.map {
            AgentBuilder(region: $0, configuration: configuration, environment: environment)
        }
        // Beside each other: they read much, and may start processes.
        let made = await withTaskGroup(of: (Int, AgentBuilder.Attempt).self) { group in
            for (index, builder) in builders.enumerated() { group.addTask { (index, await builder.attempt()) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        configuration.documents.forget()
        let attempts = builders.indices.compactMap { made[$0] }
        let toolsets = attempts.flatMap(\.toolsets)
        do {
            for (builder, attempt) in zip(builders, attempts) {
                agents[builder.region.id] = try builder.agent(
                    models.model(of: builder.region),
                    try attempt.made.get(),
                    generation: generation,
                    lifetime: lifetime
                )
            }
        } catch {
            for toolset in toolsets { await toolset.shutdown() }
            throw error
        }
        self.configuration = configuration
        self.agents = agents
        self.models = models
        self.environment = environment
        self.toolsets = toolsets
    }

    func shutdown() async {
        for toolset in self.toolsets { await toolset.shutdown() }
    }

    fileprivate static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ConfigurationError(
                file: path,
                reason:
                    "The folder for the database files cannot be made. Mend its rights, or set CHAT_SERVICE_DATA_DIR."
            )
        }
    }
}
