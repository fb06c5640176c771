import AgentRuntime
import Foundation
import HTTPTransport
import Logging
import ServiceConfiguration
import Tools

/// The agents of all regions, made from configuration: where tools, models and prompts meet.
struct Assembly: Sendable {
    let configuration: LoadedConfiguration
    let agents: [RegionID: Agent]
    let models: ModelEndpoints
    let http: HTTPClient

    /// Makes every tool and renders every prompt, so that a mistake stops the start and not a conversation.
    /// - Throws: ``ConfigurationError``, ``PromptError``, and what a tool kind throws.
    init(
        _ configuration: LoadedConfiguration,
        catalogue: ToolCatalogue = .embedded,
        logger: Logger
    ) async throws {
        let http = try HTTPClient()
        try Self.makeFolder(configuration.service.dataDirectory)
        var models = ModelEndpoints(http: http, logger: logger)
        var agents: [RegionID: Agent] = [:]
        for region in configuration.regions {
            let model = models.model(of: region)
            agents[region.id] = try await Self.agent(of: region, model, in: configuration, catalogue, http, logger)
        }
        self.configuration = configuration
        self.agents = agents
        self.models = models
        self.http = http
    }

    func shutdown() async {
        for agent in self.agents.values {
            for toolset in agent.toolsets { await toolset.shutdown() }
        }
        await self.http.shutdown()
    }

    private static func agent(
        of region: RegionConfiguration,
        _ model: any LanguageModel,
        in configuration: LoadedConfiguration,
        _ catalogue: ToolCatalogue,
        _ http: HTTPClient,
        _ logger: Logger
    ) async throws -> Agent {
        let environment = ToolEnvironment(
            region: region.region,
            configDirectory: configuration.directory,
            dataDirectory: configuration.service.dataDirectory,
            documents: configuration.documents,
            http: http,
            logger: logger
        )
        var tools: [RegisteredTool] = []
        var toolsets: [any Toolset] = []
        for tool in region.tools {
            let toolset = try await self.toolset(of: tool, catalogue, environment)
            toolsets.append(toolset)
            tools += toolset.tools.map { made in
                // A toolset's tools have names and descriptions of their own; a single tool has those of the configuration.
                let isSingle = toolset.tools.count == 1
                return RegisteredTool(
                    made,
                    kind: tool.kind.value,
                    capability: tool.provides,
                    description: isSingle ? tool.description : nil,
                    policy: ToolPolicy(
                        displayName: isSingle ? tool.displayName : nil,
                        timeout: tool.timeout ?? configuration.service.limits.tool,
                        resultLimit: tool.resultLimit ?? 16 * 1024
                    )
                )
            }
        }
        let registry: ToolRegistry
        do {
            registry = try ToolRegistry(tools)
        } catch {
            throw region.location.error("\(error)")
        }
        let settings = region.settings
        let variables = PromptVariables(
            assistant: settings.assistant,
            brand: settings.brand,
            agent: settings.agent,
            region: region.region,
            texts: settings.texts,
            hours: settings.hours.italian,
            tools: registry,
            kinds: catalogue.names
        )
        let limits = configuration.service.limits
        return Agent(
            name: settings.agent,
            region: region.region,
            model: model,
            tools: registry,
            toolsets: toolsets,
            prompt: try PromptLibrary(directory: configuration.promptsDirectory)
                .prompt(at: settings.prompt.value, with: variables),
            limits: AgentLimits(
                steps: settings.limits.steps ?? limits.steps,
                turn: settings.limits.turn ?? limits.turn,
                parallelTools: limits.parallelTools
            ),
            http: http,
            logger: logger
        )
    }

    private static func toolset(
        of tool: RegionTool,
        _ catalogue: ToolCatalogue,
        _ environment: ToolEnvironment
    ) async throws -> any Toolset {
        guard let kind = catalogue[tool.kind.value] else {
            throw tool.kind.location.error(unknown: "tool kind", named: tool.kind.value, among: catalogue.names)
        }
        do {
            return try await kind.makeTools(named: tool.name, settings: tool.settings, in: environment)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw tool.settings.location.error("\(error)")
        }
    }

    private static func makeFolder(_ path: String) throws {
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
