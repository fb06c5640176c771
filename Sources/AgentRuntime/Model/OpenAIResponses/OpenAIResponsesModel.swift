public import HTTPTransport
import NIOConcurrencyHelpers

/// A model behind OpenAI's Responses wire, streamed. Nothing is stored at the provider: each request holds the whole
/// conversation, and reasoning travels sealed with the step it belongs to.
public struct OpenAIResponsesModel: LanguageModel {
    /// The members of a request that the adapter writes, or relies on: nobody else may.
    public static let ownMembers: Set = [
        "model", "input", "instructions", "stream", "store", "include", "tools", "temperature", "max_output_tokens",
        "previous_response_id", "conversation", "background",
    ]

    /// What the wire is called where its own state is kept.
    static let wire = "openai-responses"

    private let endpoint: ModelEndpoint
    private let http: HTTPClient
    /// Whether the model seals its reasoning, as far as the provider has told.
    private let seals = NIOLockedValueBox(true)

    public init(_ endpoint: ModelEndpoint, http: HTTPClient) {
        self.endpoint = endpoint
        self.http = http
    }

    public var name: String { self.endpoint.model }
    public var provider: String { "openai" }

    /// A provider that refuses sealed reasoning, because the model has none or because it was sealed with another key, is
    /// asked once more without.
    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        let seals = self.seals.withLockedValue(\.self)
        do {
            return try await self.respond(to: request, sealed: seals, into: sink)
        } catch let error as ModelError where seals && error.isRefusal(of: "encrypted") {
            if error.isRefusal(of: "not supported") { self.seals.withLockedValue { $0 = false } }
            return try await self.respond(to: request, sealed: false, into: sink)
        }
    }

    private func respond(
        to request: ModelRequest,
        sealed: Bool,
        into sink: any DeltaSink
    ) async throws -> ModelResponse {
        var fields: HTTPHeaders = [:]
        if let key = self.endpoint.apiKey { fields["Authorization"] = "Bearer \(key)" }
        return try await self.endpoint.respond(
            at: "/responses",
            fields: fields,
            body: ResponsesRequest(request, for: self.endpoint, sealed: sealed).encoded(),
            deadline: request.deadline,
            reading: ResponsesStep.init(into:),
            into: sink,
            over: self.http
        )
    }
}
