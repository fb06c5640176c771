public import AgentRuntime

/// How a region's model is reached.
public enum ModelChoice: Hashable, Sendable {
    /// A server that speaks OpenAI's chat-completions wire.
    case openAI(OpenAIEndpoint)
    /// The stand-in that needs no network.
    case offline
}

/// Where and how to ask a model over OpenAI's chat-completions wire.
public struct OpenAIEndpoint: Hashable, Sendable {
    /// Such as `https://api.openai.com/v1`, without a slash at its end.
    public let baseURL: String
    /// `nil` for a server that needs none.
    public let apiKey: Secret?
    public let model: String
    /// From 0 to 2; the server's own default if `nil`.
    public let temperature: Double?
    /// The most tokens of an answer; the server's own limit if `nil`.
    public let maximumTokens: Int?
    /// Sent with every request. Their values may be keys, and print as such.
    public let headers: [String: Secret]

    /// The vendor's own server.
    static let vendorURL = "https://api.openai.com/v1"
    /// The model where none is named.
    static let standardModel = "gpt-4.1"
}
