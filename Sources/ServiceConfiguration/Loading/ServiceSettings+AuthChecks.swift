import AgentRuntime

extension ServiceSettings.Auth {
    /// Lets the variables of the environment win. An empty one counts as not set.
    mutating func apply(_ environment: [String: String]) throws(ConfigurationError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let word = variable("CHAT_SERVICE_AUTH") {
            guard let mode = Mode(rawValue: word) else {
                throw ConfigurationError(
                    file: "environment",
                    reason: "CHAT_SERVICE_AUTH is \"\(word)\". Set it to open, create or strict."
                )
            }
            self.mode = mode
        }
        for (name, setting) in [("JWT_SECRET", \JWT.secret), ("JWT_SECRET_PREVIOUS", \JWT.previousSecret)] {
            guard let text = variable(name) else { continue }
            let secret = Secret(text)
            guard self.mode == .open || JWT.isLongEnough(secret) else {
                throw ConfigurationError(file: "environment", reason: "\(name) is too short. \(JWT.tooShort)")
            }
            self.jwt[keyPath: setting] = secret
        }
    }

    /// - Parameter regions: those there are.
    /// - Throws: ``ConfigurationError`` where tokens are asked for that nobody can judge, or a key is for a region that is not there.
    func check(_ regions: [RegionID]) throws(ConfigurationError) {
        let location = self.location ?? ConfigurationLocation(file: "environment")
        guard self.mode == .open || self.knowsTokens else {
            throw location.error(
                "auth.mode is \(self.mode.rawValue), and nobody can tell whether a token is good. "
                    + "Set JWT_SECRET, or give auth.jwt, auth.keys or auth.introspection."
            )
        }
        let hasSecret = self.jwt.secret != nil || self.jwt.previousSecret != nil
        guard hasSecret || self.jwt.algorithms?.contains(.hs256) != true else {
            throw location.error(
                "auth.jwt.algorithms: HS256 needs a secret. Set JWT_SECRET, or remove it from the list."
            )
        }
        for region in self.keys.flatMap({ $0.regions ?? [] })
        where !regions.contains(RegionID(rawValue: region.value)) {
            throw region.location.error(unknown: "region", named: region.value, among: regions.map(\.rawValue))
        }
    }
}
