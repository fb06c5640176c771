import HTTPTransport

/// How a provider wants OpenAI's chat completions to be asked. Answers need no profile: they are read the same way from
/// everybody, whatever they look like.
public struct ChatProfile: Hashable, Sendable {
    /// Where the key goes.
    public enum KeyField: Hashable, Sendable {
        /// `Authorization: Bearer …` (RFC 6750 §2.1).
        case bearer
        /// A field of its own.
        case field(String)
    }

    /// What follows the base URL.
    public enum Address: Hashable, Sendable {
        /// `/chat/completions`.
        case plain
        /// `/openai/deployments/<model>/chat/completions?api-version=<version>`: the model is part of the address.
        case deployment(apiVersion: String)
    }

    /// The member that limits the tokens of a step.
    public enum TokenLimit: String, Hashable, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// The member `stream_options`.
    public enum StreamOptions: Hashable, Sendable {
        /// Left out: the provider refuses it.
        case none
        /// Asks for the tokens' count.
        case usage
        /// Asks for the tokens' count, and for no random padding of the deltas.
        case usageWithoutPadding
    }

    /// What configuration calls it.
    public let name: String
    /// The provider's own server, if there is one place for all; without a slash at its end.
    public var baseURL: String?
    /// The hosts that can be nobody else's, their subdomains included.
    public var hosts: [String] = []
    public var key = KeyField.bearer
    public var address = Address.plain
    public var tokenLimit = TokenLimit.maxTokens
    public var streamOptions = StreamOptions.usage
    public var callIDs = CallIDRule()
    public var roleOrder = RoleOrder.free
    /// Whether members of a call that are not ours to understand go back with it. Those who attach some want them back,
    /// others refuse what they do not know.
    public var returnsExtras = true
    /// The members of an answer with calls that go back with it, such as the model's reasoning.
    public var keptMembers: Set<String> = []

    public init(_ name: String) {
        self.name = name
    }
}

extension ChatProfile {
    /// The members of a request that the adapter writes, or relies on: nobody else may.
    public static let ownMembers: Set = [
        "model", "messages", "stream", "stream_options", "tools", "temperature", "max_tokens", "max_completion_tokens",
        "n",
    ]

    /// The path, and query, that `model` is asked at.
    func path(for model: String) -> String {
        switch self.address {
        case .plain:
            "/chat/completions"
        case .deployment(let version):
            "/openai/deployments/\(model.percentEncoded)/chat/completions?api-version=\(version.percentEncoded)"
        }
    }
}

extension ChatProfile {
    /// What OpenTelemetry calls the provider: see ``LanguageModel/provider``.
    var provider: String {
        switch self.name {
        case "azure": "azure.ai.openai"
        case "gemini": "gcp.gemini"
        case "mistral": "mistral_ai"
        default: self.name
        }
    }
}
