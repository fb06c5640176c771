public import HTTPTransport

/// A model behind OpenAI's chat-completions wire, streamed: OpenAI, Azure, vLLM, llama.cpp, Ollama and whoever else speaks
/// it.
public struct OpenAIChatModel: LanguageModel {
    /// Where the model is and how it is asked.
    public struct Endpoint: Hashable, Sendable {
        /// The URL that `/chat/completions` is added to, such as `https://api.openai.com/v1`.
        public var baseURL: String
        /// Sent as a bearer token; `nil` for servers that need none.
        public var apiKey: String?
        /// The name the provider knows the model by.
        public var model: String
        /// 0 to 2; `nil` leaves it to the provider.
        public var temperature: Double?
        /// The most tokens of one step; `nil` leaves it to the provider.
        public var maximumTokens: Int?
        /// More header fields, such as an organisation's.
        public var headers: [String: String]
        /// How long to wait for a connection, for the first byte and between two. The total is the turn's.
        public var timeouts: HTTPTimeouts

        public init(
            baseURL: String,
            apiKey: String? = nil,
            model: String,
            temperature: Double? = nil,
            maximumTokens: Int? = nil,
            headers: [String: String] = [:],
            timeouts: HTTPTimeouts = HTTPTimeouts(firstByte: .seconds(60), stall: .seconds(30))
        ) {
            self.baseURL = baseURL
            self.apiKey = apiKey
            self.model = model
            self.temperature = temperature
            self.maximumTokens = maximumTokens
            self.headers = headers
            self.timeouts = timeouts
        }
    }

    private let endpoint: Endpoint
    private let http: HTTPClient

    public init(_ endpoint: Endpoint, http: HTTPClient) {
        self.endpoint = endpoint
        self.http = http
    }

    public var name: String { self.endpoint.model }

    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        let stream = ChatCompletionStream(into: sink)
        do {
            try await self.http.stream(self.httpRequest(for: request), into: stream)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            // A stream that was cut after its terminal signal lost nothing.
            if let response = stream.responseIfFinished(as: self.name) { return response }
            throw self.redacted(stream.error(for: error))
        }
        do {
            return try stream.response(as: self.name)
        } catch {
            throw self.redacted(error)
        }
    }

    private func httpRequest(for request: ModelRequest) -> HTTPClientRequest {
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Accept": "text/event-stream"]
        if let key = self.endpoint.apiKey { headers["Authorization"] = "Bearer \(key)" }
        for (name, value) in self.endpoint.headers.sorted(by: { $0.key < $1.key }) { headers[name] = value }
        var timeouts = self.endpoint.timeouts
        timeouts.total = request.deadline.remaining
        return HTTPClientRequest(
            method: "POST",
            url: "\(self.endpoint.baseURL.withoutTrailingSlashes)/chat/completions",
            headers: headers,
            body: ChatCompletionRequest(request, for: self.endpoint).encoded(),
            timeouts: timeouts
        )
    }

    /// The error without the key, which providers like to quote.
    private func redacted(_ error: ModelError) -> ModelError {
        guard let key = self.endpoint.apiKey, !key.isEmpty else { return error }
        return ModelError(
            error.reason,
            detail: error.detail.replacing(key, with: "•••"),
            partialText: error.partialText,
            usage: error.usage
        )
    }
}

extension String {
    fileprivate var withoutTrailingSlashes: Substring {
        var text = self[...]
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
