import AgentRuntime
import Foundation
import ServiceConfiguration

/// Makes one region's agent: its tools by their kinds, its prompt from the registry that comes of it.
struct AgentBuilder {
    let region: RegionConfiguration
    let configuration: LoadedConfiguration
    let environment: Assembly.Environment

    /// What a message and its answer take at the least.
    private static let leastConversationTokens = 500

    /// What was made of the region's tools.
    struct Made {
        let registry: ToolRegistry
        let toolsets: [any Toolset]
    }

    /// Makes the region's tools.
    /// - Parameter kept: what was made is added here, also when a later one throws.
    /// - Throws: ``ConfigurationError``.
    func tools(keeping kept: inout [any Toolset]) async throws -> Made {
        let environment = self.toolEnvironment
        var tools: [RegisteredTool] = []
        var toolsets: [any Toolset] = []
        for tool in self.region.tools {
            let toolset = try await self.toolset(of: tool, environment)
            toolsets.append(toolset)
            kept.append(toolset)
            try tool.checkConfirmation(of: toolset)
            tools += toolset.tools.map { self.registered($0, of: tool, in: toolset) }
        }
        do {
            return Made(registry: try ToolRegistry(tools), toolsets: toolsets)
        } catch {
            throw self.region.location.error("\(error)")
        }
    }

    /// What came of making the region's tools; the toolsets are there to be shut down also where it failed.
    struct Attempt {
        let made: Result<Made, any Error>
        let toolsets: [any Toolset]
    }

    func attempt() async -> Attempt {
        var kept: [any Toolset] = []
        do {
            let made = try await self.tools(keeping: &kept)
            return Attempt(made: .success(made), toolsets: kept)
        } catch {
            return Attempt(made: .failure(error), toolsets: kept)
        }
    }

    /// What the region's tools may use.
    var toolEnvironment: ToolEnvironment {
        let changed = self.environment.toolsChanged
        let id = self.region.id
        return ToolEnvironment(
            region: self.region.region,
            configDirectory: self.configuration.directory,
            dataDirectory: self.environment.dataDirectory,
            documents: self.configuration.documents,
            http: self.environment.http,
            logger: self.environment.logger,
            changed: { changed("other tools in \(id)") }
        )
    }

    /// Makes the agent.
    /// - Throws: ``PromptError``, and ``ConfigurationError`` where the model's context is too small.
    func agent(
        _ model: any LanguageModel,
        _ tools: Made,
        generation: Int,
        lifetime: AgentLifetime?
    ) throws -> Agent {
        let settings = self.region.settings
        let prompts = PromptLibrary(directory: self.configuration.promptsDirectory)
        let path = settings.prompt.value
        let variables = self.variables(tools.registry)
        let agent = Agent(
            name: settings.agent,
            region: self.region.region,
            model: model,
            terms: self.region.models.terms,
            tools: tools.registry,
            toolsets: tools.toolsets,
            prompt: try prompts.prompt(at: path, with: variables),
            summaryPrompt: settings.summary
                ? try prompts.prompt(named: "riassunto", beside: path, with: variables) : nil,
            greeting: settings.greets ? settings.texts["greeting"] : nil,
            limits: AgentLimits(settings.limits, over: self.configuration.service.limits),
            approval: settings.approval.rules,
            generation: generation,
            lifetime: lifetime,
            http: self.environment.http,
            logger: self.environment.logger
        )
        if let tokens = agent.conversationTokens, tokens < Self.leastConversationTokens {
            throw settings.model.location.error(
                "Prompt, tools and answer leave about \(tokens) tokens of the model's context for the conversation. "
                    + "Raise context_tokens in models.yaml, or shorten the prompt."
            )
        }
        return agent
    }

    private func variables(_ tools: ToolRegistry) -> PromptVariables {
        let settings = self.region.settings
        return PromptVariables(
            assistant: settings.assistant,
            brand: settings.brand,
            agent: settings.agent,
            region: self.region.region,
            texts: settings.texts,
            hours: self.region.region.hours.italian,
            closures: settings.closures.map(\.italian),
            greeted: settings.greets,
            tools: tools,
            kinds: self.environment.catalogue.names
        )
    }

    /// A toolset's tools have names and descriptions of their own; a single tool has those of the configuration.
    private func registered(_ made: any Tool, of tool: RegionTool, in toolset: any Toolset) -> RegisteredTool {
        let isSingle = toolset.tools.count == 1
        return RegisteredTool(
            made,
            kind: tool.kind.value,
            capability: tool.provides,
            description: isSingle ? tool.description : nil,
            prefixOnCollision: toolset.hasForeignNames ? tool.name : nil,
            policy: ToolPolicy(
                displayName: isSingle ? tool.displayName : nil,
                timeout: tool.timeout ?? self.configuration.service.limits.tool,
                resultLimit: tool.resultLimit ?? 16 * 1024,
                confirm: tool.confirmation(of: made),
                question: tool.question,
                retry: tool.policies.retry,
                breaker: tool.policies.breaker,
                concurrency: tool.policies.concurrency
            )
        )
    }

    private func toolset(of tool: RegionTool, _ environment: ToolEnvironment) async throws -> any Toolset {
        let catalogue = self.environment.catalogue
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
}
