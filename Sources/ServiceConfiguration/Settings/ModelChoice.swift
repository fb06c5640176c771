public import AgentRuntime
public import HTTPTransport

/// How a region's model is reached.
public enum ModelChoice: Hashable, Sendable {
    /// OpenAI's chat completions, the way the server's provider wants them.
    case openAI(ModelServer, ChatProfile)
    /// OpenAI's Responses.
    case openAIResponses(ModelServer)
    /// Anthropic's Messages.
    case anthropic(ModelServer)
    /// The stand-in that needs no network.
    case offline

    /// What the model holds and asks.
    public var terms: ModelTerms {
        switch self {
        case .openAI(let server, _), .openAIResponses(let server), .anthropic(let server): server.terms
        case .offline: ModelTerms(price: TokenPrice(input: .zero, output: .zero))
        }
    }
}

/// A server that speaks a model's wire, and what it is asked for.
public struct ModelServer: Hashable, Sendable {
    /// Such as `https://api.openai.com/v1`, without a slash at its end.
    public let baseURL: String
    /// `nil` for a server that needs none.
    public let apiKey: Secret?
    public let model: String
    /// From 0 to 2, Anthropic's to 1; the server's own default if `nil`.
    public let temperature: Double?
    /// The most tokens of an answer; the server's own limit if `nil`, Anthropic's 4096.
    public let maximumTokens: Int?
    /// More members of the request, none of which the wire writes itself.
    public let parameters: [String: JSONValue]
    /// Sent with every request. Their values may be keys, and print as such.
    public let headers: [String: Secret]
    /// What the model holds and asks, as far as the entry says.
    public let terms: ModelTerms
    /// How long to wait for it, phase by phase.
    public let timeouts: HTTPTimeouts
}
