public import HTTPTransport

/// A model behind OpenAI's chat-completions wire, streamed: OpenAI, Azure, vLLM, llama.cpp, Ollama and whoever else speaks
/// it.
public struct OpenAIChatModel: LanguageModel {
    private let endpoint: ModelEndpoint
    private let http: HTTPClient

    public init(_ endpoint: ModelEndpoint, http: HTTPClient) {
        self.endpoint = endpoint
        self.http = http
    }

    public var name: String { self.endpoint.model }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        var fields: HTTPHeaders = [:]
        if let key = self.endpoint.apiKey { fields["Authorization"] = "Bearer \(key)" }
        return try await self.endpoint.respond(
            at: "/chat/completions",
            fields: fields,
            body: ChatCompletionRequest(request, for: self.endpoint).encoded(),
            deadline: request.deadline,
            reading: ChatCompletionStep(into: sink),
            over: self.http
        )
    }
}
