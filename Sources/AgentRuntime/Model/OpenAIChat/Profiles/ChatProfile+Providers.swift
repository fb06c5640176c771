extension ChatProfile {
    /// All of them, by what configuration calls them.
    public static let all: [ChatProfile] = [
        .openAI, .azure, .mistral, .gemini, .openRouter, .groq, .ollama, .vLLM, .llamaCpp, .compatible,
    ]

    /// The profile called `name`.
    public static func named(_ name: String) -> ChatProfile? {
        self.all.first { $0.name == name }
    }

    /// The profile of the provider that `host` can only be, else ``compatible``.
    public static func standard(forHost host: String) -> ChatProfile {
        let host = host.lowercased()
        return self.all.first { $0.hosts.contains { host == $0 || host.hasSuffix(".\($0)") } } ?? .compatible
    }

    /// Whoever else speaks the wire, DeepSeek and Kimi among them: asks for as little as possible, gives back whatever came.
    public static let compatible = {
        var profile = ChatProfile("compatible")
        profile.keptMembers = ["reasoning_content"]
        return profile
    }()

    public static let openAI = {
        var profile = ChatProfile("openai")
        profile.hosts = ["api.openai.com"]
        profile.tokenLimit = .maxCompletionTokens
        profile.streamOptions = .usageWithoutPadding
        profile.callIDs = CallIDRule(lengths: 1...40)
        profile.returnsExtras = false
        return profile
    }()

    /// Azure OpenAI, at the address without versions. ``azure(at:apiVersion:)`` knows the others.
    public static let azure = {
        var profile = ChatProfile("azure")
        profile.hosts = ["openai.azure.com", "services.ai.azure.com", "cognitiveservices.azure.com"]
        profile.key = .field("api-key")
        profile.tokenLimit = .maxCompletionTokens
        profile.callIDs = CallIDRule(lengths: 1...40)
        profile.returnsExtras = false
        return profile
    }()

    /// Azure OpenAI at `baseURL`: one that ends in `/v1` takes the model from the request, any other addresses deployments
    /// and wants a dated version.
    /// - Parameter apiVersion: such as `2025-01-01-preview`; `2024-10-21` if `nil`.
    public static func azure(at baseURL: String, apiVersion: String?) -> ChatProfile {
        if apiVersion == nil, baseURL.hasSuffix("/v1") { return .azure }
        var profile = ChatProfile.azure
        profile.address = .deployment(apiVersion: apiVersion ?? "2024-10-21")
        // That version has no other name for it.
        if apiVersion == nil { profile.tokenLimit = .maxTokens }
        return profile
    }

    /// Refuses members it does not know, ids that it could not have given, and a user who speaks right after a tool.
    public static let mistral = {
        var profile = ChatProfile("mistral")
        profile.baseURL = "https://api.mistral.ai/v1"
        profile.hosts = ["api.mistral.ai"]
        profile.streamOptions = .none
        profile.callIDs = CallIDRule(lengths: 9...9, isAlphanumeric: true)
        profile.roleOrder = .alternating
        profile.returnsExtras = false
        return profile
    }()

    /// Google's Gemini behind its compatible address: the signatures of its thoughts must come back with the calls.
    public static let gemini = {
        var profile = ChatProfile("gemini")
        profile.baseURL = "https://generativelanguage.googleapis.com/v1beta/openai"
        profile.hosts = ["generativelanguage.googleapis.com"]
        return profile
    }()

    public static let openRouter = {
        var profile = ChatProfile("openrouter")
        profile.baseURL = "https://openrouter.ai/api/v1"
        profile.hosts = ["openrouter.ai"]
        profile.keptMembers = ["reasoning_details"]
        return profile
    }()

    public static let groq = {
        var profile = ChatProfile("groq")
        profile.baseURL = "https://api.groq.com/openai/v1"
        profile.hosts = ["api.groq.com"]
        profile.tokenLimit = .maxCompletionTokens
        profile.returnsExtras = false
        return profile
    }()

    public static let ollama = {
        var profile = ChatProfile("ollama")
        profile.baseURL = "http://localhost:11434/v1"
        return profile
    }()

    /// Many models' templates refuse roles that do not alternate.
    public static let vLLM = {
        var profile = ChatProfile("vllm")
        profile.baseURL = "http://localhost:8000/v1"
        profile.keptMembers = ["reasoning_content"]
        profile.roleOrder = .alternating
        return profile
    }()

    /// Many models' templates refuse roles that do not alternate.
    public static let llamaCpp = {
        var profile = ChatProfile("llama.cpp")
        profile.baseURL = "http://localhost:8080/v1"
        profile.keptMembers = ["reasoning_content"]
        profile.roleOrder = .alternating
        return profile
    }()
}
