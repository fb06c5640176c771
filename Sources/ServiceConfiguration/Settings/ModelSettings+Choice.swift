import AgentRuntime

extension ModelSettings {
    /// How the model that a region names is reached.
    /// - Parameters:
    ///   - reference: the name and where it stands; `default` is the one of ``standard``.
    ///   - environment: holds what the vendor's own clients read, `OPENAI_API_KEY` and its like.
    /// - Throws: ``ConfigurationError`` for a name that means nothing, and for a model that cannot be reached as it is.
    public func choice(
        for reference: Located<String>,
        environment: [String: String]
    ) throws(ConfigurationError) -> ModelChoice {
        let named = reference.value == Self.byDefault ? self.standard : reference
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let address = try variable("OPENAI_BASE_URL").map { text throws(ConfigurationError) in
            if let address = WebAddress(text) { return address.text }
            throw ConfigurationError(
                file: "environment",
                reason: "OPENAI_BASE_URL is not the URL of a server. Set it to one such as http://localhost:11434/v1."
            )
        }
        let model = variable("OPENAI_MODEL") ?? OpenAIEndpoint.standardModel
        let key = variable("OPENAI_API_KEY").map(Secret.init)

        if named.value == Self.automatic {
            guard key != nil || address != nil else { return .offline }
            return .openAI(
                OpenAIEndpoint(
                    baseURL: address ?? OpenAIEndpoint.vendorURL,
                    apiKey: key,
                    model: model,
                    temperature: nil,
                    maximumTokens: nil,
                    headers: [:]
                )
            )
        }
        guard let entry = self.models[named.value] else {
            throw named.location.error(
                unknown: "model",
                named: named.value,
                among: self.models.keys + [Self.automatic, Self.byDefault]
            )
        }
        guard entry.provider == .openai else { return .offline }
        let endpoint = OpenAIEndpoint(
            baseURL: entry.baseURL ?? address ?? OpenAIEndpoint.vendorURL,
            // The vendor's key is not shown to a server that the entry names.
            apiKey: entry.apiKey ?? (entry.baseURL == nil ? key : nil),
            model: entry.model ?? model,
            temperature: entry.temperature,
            maximumTokens: entry.maximumTokens,
            headers: entry.headers
        )
        if endpoint.apiKey == nil, endpoint.baseURL == OpenAIEndpoint.vendorURL {
            throw entry.location.error(
                "The model \"\(named.value)\" has no key for \(endpoint.baseURL). "
                    + "Set OPENAI_API_KEY, or base_url to a server that needs no key."
            )
        }
        return .openAI(endpoint)
    }
}
