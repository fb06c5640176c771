import AgentRuntime
import HTTPTransport
import Logging
import ServiceConfiguration

/// The models of a configuration. Each endpoint is made once, so that all regions that use it share its circuit breaker and
/// its queue.
struct ModelEndpoints {
    private let http: HTTPClient
    private let logsProviderWords: Bool
    private let logger: Logger
    private var made: [String: GuardedModel] = [:]
    /// The breakers of the endpoints that have one.
    private(set) var breakers: [SharedCircuitBreaker] = []

    init(_ service: ServiceSettings, http: HTTPClient, logger: Logger) {
        self.http = http
        self.logsProviderWords = service.logging.providerWords
        self.logger = logger
    }

    /// The model that answers a region: asked again when it fails, then replaced by its fallbacks.
    mutating func model(of region: RegionConfiguration) -> any LanguageModel {
        return ResilientModel(
            self.endpoint(region.models.first, in: region.region),
            fallbacks: region.models.fallbacks.map { self.endpoint($0, in: region.region) },
            logsProviderWords: self.logsProviderWords,
            logger: self.logger
        )
    }

    private mutating func endpoint(_ link: ModelChain.Link, in region: Region) -> ResilientModel.Endpoint {
        let model: any LanguageModel
        switch link.choice {
        case .offline:
            model = OfflineModel(
                language: region.language,
                timeZone: region.timeZone,
                pace: .milliseconds(15)
            )
        case .openAI(let server, let profile):
            model = self.guarded(link) { OpenAIChatModel(ModelEndpoint(server), profile: profile, http: $0) }
        case .openAIResponses(let server):
            model = self.guarded(link) { OpenAIResponsesModel(ModelEndpoint(server), http: $0) }
        case .anthropic(let server):
            model = self.guarded(link) { AnthropicMessagesModel(ModelEndpoint(server), http: $0) }
        }
        return ResilientModel.Endpoint(name: link.name, model: model, retry: link.policies.retry)
    }

    private mutating func guarded(
        _ link: ModelChain.Link,
        make: (HTTPClient) -> any LanguageModel
    ) -> GuardedModel {
        if let made = self.made[link.name] { return made }
        let breaker = link.policies.breaker.map {
            SharedCircuitBreaker(name: link.name, settings: $0, logger: self.logger)
        }
        let model = GuardedModel(
            make(self.http),
            breaker: breaker,
            limit: link.policies.concurrency.map { ConcurrencyLimit($0) }
        )
        self.made[link.name] = model
        if let breaker { self.breakers.append(breaker) }
        return model
    }
}
