import AgentRuntime

extension ModelSettings {
    /// How the model that a region names is reached.
    /// - Parameters:
    ///   - reference: the name and where it stands; `default` is the one of ``standard``.
    ///   - environment: holds what the vendors' own clients read, `OPENAI_API_KEY` and its like.
    /// - Throws: ``ConfigurationError`` for a name that means nothing, and for a model that cannot be reached as it is.
    public func choice(
        for reference: Located<String>,
        environment: [String: String]
    ) throws(ConfigurationError) -> ModelChoice {
        let named = reference.value == Self.byDefault ? self.standard : reference
        if named.value == Self.automatic {
            let variables = try ModelVendor.openAI.variables(in: environment)
            guard variables.key != nil || variables.baseURL != nil else { return .offline }
            return try Entry(.openai, at: named.location).choice(named: named.value, environment)
        }
        guard let entry = self.models[named.value] else {
            throw named.location.error(
                unknown: "model",
                named: named.value,
                among: self.models.keys + [Self.automatic, Self.byDefault]
            )
        }
        return try entry.choice(named: named.value, environment)
    }
}

extension ModelSettings.Entry {
    /// How the model is reached.
    /// - Parameter name: what regions call it.
    func choice(named name: String, _ environment: [String: String]) throws(ConfigurationError) -> ModelChoice {
        switch self.provider {
        case .openai:
            let server = try self.server(named: name, of: .openAI, home: self.profile?.baseURL, environment)
            return .openAI(server, try self.profile(for: server))
        case .openaiResponses:
            return .openAIResponses(try self.server(named: name, of: .openAIResponses, environment))
        case .anthropic:
            return .anthropic(try self.server(named: name, of: .anthropic, environment))
        case .offline:
            return .offline
        }
    }

    /// The server that speaks the vendor's wire: the entry's words first, then the environment's, then the vendor's.
    /// - Parameter home: where the wire is spoken if neither entry nor environment say so, instead of at the vendor's.
    private func server(
        named name: String,
        of vendor: ModelVendor,
        home: String? = nil,
        _ environment: [String: String]
    ) throws(ConfigurationError) -> ModelServer {
        let variables = try vendor.variables(in: environment)
        // The vendor's key is not shown to a server that the entry names.
        let isVendors = self.baseURL == nil && home == nil
        let server = ModelServer(
            baseURL: self.baseURL ?? home ?? variables.baseURL ?? vendor.baseURL,
            apiKey: self.apiKey ?? (isVendors ? variables.key : nil),
            model: self.model ?? variables.model ?? vendor.model,
            temperature: self.temperature,
            maximumTokens: self.maximumTokens,
            parameters: self.parameters,
            headers: self.headers,
            terms: ModelTerms(
                contextTokens: self.contextTokens,
                answerTokens: self.maximumTokens,
                price: self.price?.price
            ),
            timeouts: self.timeouts
        )
        let isPublic = server.baseURL == vendor.baseURL || (server.baseURL == home && server.baseURL.hasPrefix("https"))
        if server.apiKey == nil, isPublic {
            throw self.location.error(
                "The model \"\(name)\" has no key for \(server.baseURL). "
                    + "Set \(isVendors ? "\(vendor.prefix)_API_KEY" : "api_key"), "
                    + "or base_url to a server that needs no key."
            )
        }
        return server
    }

    /// How the server's provider wants chat completions: as the entry says, else as its host tells.
    private func profile(for server: ModelServer) throws(ConfigurationError) -> ChatProfile {
        let profile = self.profile ?? ChatProfile.standard(forHost: WebAddress(server.baseURL)?.host ?? "")
        if profile.name == ChatProfile.azure.name {
            return .azure(at: server.baseURL, apiVersion: self.apiVersion)
        }
        if self.apiVersion != nil {
            throw self.location.error(
                "api_version belongs to the profile azure, and this model's is \(profile.name). Remove it."
            )
        }
        return profile
    }
}
