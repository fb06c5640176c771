public import HTTPTransport

/// A model behind OpenAI's chat-completions wire, streamed: OpenAI, Azure, vLLM, llama.cpp, Ollama and whoever else speaks
/// it.
public struct OpenAIChatModel: LanguageModel {
    private let endpoint: ModelEndpoint
    private let profile: ChatProfile
    private let http: HTTPClient

    /// - Parameter profile: how the endpoint's provider wants to be asked. Default ``ChatProfile/compatible``.
    public init(_ endpoint: ModelEndpoint, profile: ChatProfile = .compatible, http: HTTPClient) {
        self.endpoint = endpoint
        self.profile = profile
        self.http = http
    }

    /// What reads the body of a streamed answer, for a benchmark that has one without a server.
    package static func reader(into sink: any DeltaSink) -> any HTTPBodySink {
        StepStream(into: sink) { ChatCompletionStep(into: $0, keeping: []) }
    }

    public var name: String { self.endpoint.model }
    public var provider: String { self.profile.provider }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        var fields: HTTPHeaders = [:]
        if let key = self.endpoint.apiKey {
            switch self.profile.key {
            case .bearer: fields["Authorization"] = "Bearer \(key)"
            case .field(let name): fields[name] = key
            }
        }
        return try await self.endpoint.respond(
            at: self.profile.path(for: self.endpoint.model),
            fields: fields,
            body: ChatCompletionRequest(request, for: self.endpoint, as: self.profile).encoded(),
            deadline: request.deadline,
            reading: { ChatCompletionStep(into: $0, keeping: self.profile.keptMembers) },
            into: sink,
            over: self.http
        )
    }
}
