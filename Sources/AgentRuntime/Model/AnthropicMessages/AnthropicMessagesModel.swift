public import HTTPTransport

/// A model behind Anthropic's Messages wire, streamed. Thinking goes back, signed, with the step it belongs to.
public struct AnthropicMessagesModel: LanguageModel {
    /// The members of a request that the adapter writes, or relies on: nobody else may.
    public static let ownMembers: Set = [
        "model", "messages", "system", "stream", "tools", "temperature", "max_tokens",
    ]

    /// What the wire is called where its own state is kept.
    static let wire = "anthropic-messages"
    /// The version of the wire that is spoken.
    private static let version = "2023-06-01"

    private let endpoint: ModelEndpoint
    private let http: HTTPClient

    /// - Parameters:
    ///   - endpoint: the temperature goes from 0 to 1 here; 4096 tokens are the most where nothing is set, since the wire
    ///     demands a limit.
    ///   - http: sends the requests.
    public init(_ endpoint: ModelEndpoint, http: HTTPClient) {
        self.endpoint = endpoint
        self.http = http
    }

    public var name: String { self.endpoint.model }
    public var provider: String { "anthropic" }

    /// A provider that refuses the thinking it is sent back, because another one under the same name signed it, or misses some
    /// with a call that the runtime issued, is asked once more without any.
    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        do {
            return try await self.respond(to: request, signed: true, into: sink)
        } catch let error as ModelError where error.isRefusal(of: "thinking") {
            return try await self.respond(to: request, signed: false, into: sink)
        }
    }

    private func respond(
        to request: ModelRequest,
        signed: Bool,
        into sink: any DeltaSink
    ) async throws -> ModelResponse {
        var fields: HTTPHeaders = ["anthropic-version": Self.version]
        if let key = self.endpoint.apiKey { fields["x-api-key"] = key }
        return try await self.endpoint.respond(
            at: "/messages",
            fields: fields,
            body: MessagesRequest(request, for: self.endpoint, signed: signed).encoded(),
            deadline: request.deadline,
            reading: MessagesStep.init(into:),
            into: sink,
            over: self.http
        )
    }
}
