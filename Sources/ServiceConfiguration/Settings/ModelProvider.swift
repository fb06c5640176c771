import AgentRuntime

/// A wire and the side that speaks it. A new one is a case here, and a line in each `switch` over them.
public enum ModelProvider: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's chat completions, on whatever server.
    case openai
    /// OpenAI's Responses, on whatever server.
    case openaiResponses = "openai-responses"
    /// Anthropic's Messages, on whatever server.
    case anthropic
    /// The stand-in that needs no network.
    case offline

    /// Whose wire it is; `nil` for what needs no server.
    var vendor: ModelVendor? {
        switch self {
        case .openai: .openAI
        case .openaiResponses: .openAIResponses
        case .anthropic: .anthropic
        case .offline: nil
        }
    }

    /// The temperatures that the wire knows.
    var temperatures: ClosedRange<Double> {
        self == .anthropic ? 0...1 : 0...2
    }
}

/// Who made a wire: where it is spoken if nobody says otherwise, and what the vendor's own clients read.
struct ModelVendor: Sendable {
    /// The vendor's own server.
    let baseURL: String
    /// The model where none is named.
    let model: String
    /// What the variables of the environment begin with: `OPENAI` for `OPENAI_API_KEY` and its like.
    let prefix: String
    /// What the vendor's own clients add to a server's URL from the environment.
    var addition = ""
    /// The members of a request that the wire writes itself.
    let ownMembers: Set<String>

    static let openAI = ModelVendor(
        baseURL: "https://api.openai.com/v1",
        model: "gpt-4.1",
        prefix: "OPENAI",
        ownMembers: ChatProfile.ownMembers
    )

    static let openAIResponses = ModelVendor(
        baseURL: Self.openAI.baseURL,
        model: Self.openAI.model,
        prefix: Self.openAI.prefix,
        ownMembers: OpenAIResponsesModel.ownMembers
    )

    static let anthropic = ModelVendor(
        baseURL: "https://api.anthropic.com/v1",
        model: "claude-sonnet-4-5",
        prefix: "ANTHROPIC",
        addition: "/v1",
        ownMembers: AnthropicMessagesModel.ownMembers
    )

    /// What the environment says in place of what an entry leaves out. An empty variable counts as not set.
    struct Variables {
        let key: Secret?
        let baseURL: String?
        let model: String?
    }

    /// - Throws: ``ConfigurationError`` for a server that is no URL.
    func variables(in environment: [String: String]) throws(ConfigurationError) -> Variables {
        func variable(_ name: String) -> String? {
            environment["\(self.prefix)_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
        }
        let address = variable("BASE_URL")
        let baseURL = address.flatMap(WebAddress.init).map { address in
            address.text.hasSuffix(self.addition) ? address.text : address.text + self.addition
        }
        guard address == nil || baseURL != nil else {
            throw ConfigurationError(
                file: "environment",
                reason: "\(self.prefix)_BASE_URL is not the URL of a server. "
                    + "Set it to one such as http://localhost:11434/v1."
            )
        }
        return Variables(key: variable("API_KEY").map(Secret.init), baseURL: baseURL, model: variable("MODEL"))
    }
}
