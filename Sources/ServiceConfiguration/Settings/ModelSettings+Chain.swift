import AgentRuntime

extension ModelSettings {
    /// The models that answer a region which names this one: itself, then its fallbacks, each followed by its own.
    /// - Parameters:
    ///   - reference: the name and where it stands; `default` is the one of ``standard``.
    ///   - environment: holds what the vendors' own clients read, `OPENAI_API_KEY` and its like.
    /// - Throws: ``ConfigurationError`` for a name that means nothing, and for a model that cannot be reached as it is.
    public func chain(
        for reference: Located<String>,
        environment: [String: String]
    ) throws(ConfigurationError) -> ModelChain {
        let first = reference.value == Self.byDefault ? self.standard : reference
        var names: Set<String> = [first.value]
        var fallbacks: [ModelChain.Link] = []
        func add(_ fallback: [Located<String>]) throws(ConfigurationError) {
            for name in fallback where names.insert(name.value).inserted {
                fallbacks.append(try self.link(name, environment))
                try add(self.models[name.value]?.fallback ?? [])
            }
        }
        let link = try self.link(first, environment)
        try add(self.models[first.value]?.fallback ?? [])
        return ModelChain(first: link, fallbacks: fallbacks)
    }

    private func link(
        _ name: Located<String>,
        _ environment: [String: String]
    ) throws(ConfigurationError) -> ModelChain.Link {
        ModelChain.Link(
            name: name.value,
            choice: try self.choice(for: name, environment: environment),
            policies: self.models[name.value]?.policies ?? .standard
        )
    }

    /// - Throws: ``ConfigurationError`` for a fallback that does not exist, and for one that leads back to where it began.
    func checkFallbacks() throws(ConfigurationError) {
        for (name, entry) in self.models.sorted(by: { $0.key < $1.key }) {
            for fallback in entry.fallback {
                guard self.models[fallback.value] != nil || fallback.value == Self.automatic else {
                    throw fallback.location.error(
                        unknown: "model",
                        named: fallback.value,
                        among: self.models.keys + [Self.automatic]
                    )
                }
            }
            try self.checkCycles(from: [name])
        }
    }

    /// - Parameter path: the models passed so far.
    private func checkCycles(from path: [String]) throws(ConfigurationError) {
        for fallback in path.last.flatMap({ self.models[$0]?.fallback }) ?? [] {
            guard !path.contains(fallback.value) else {
                throw fallback.location.error(
                    "The fallbacks go round in a circle: \((path + [fallback.value]).joined(separator: ", ")). "
                        + "Remove one of them."
                )
            }
            try self.checkCycles(from: path + [fallback.value])
        }
    }
}
