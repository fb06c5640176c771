import AgentRuntime

extension [String: JSONValue] {
    /// The members without those that carry a way in, at whatever depth.
    var withoutSecrets: Self {
        self.filter { !$0.key.namesSecret }.mapValues(\.withoutSecrets)
    }
}

extension JSONValue {
    fileprivate var withoutSecrets: JSONValue {
        switch self {
        case .object(let members): .object(members.withoutSecrets)
        case .array(let elements): .array(elements.map(\.withoutSecrets))
        default: self
        }
    }
}

extension String {
    private static let secretEndings = [
        "token", "jwt", "bearer", "authorization", "password", "passwd", "passphrase", "secret", "apikey", "privatekey",
        "accesskey", "credential", "credentials", "cookie",
    ]

    /// Whether a member of this name holds a secret, however its words are set apart: `auth_token`, `idToken`, `X-API-Key`.
    fileprivate var namesSecret: Bool {
        let letters = self.lowercased().filter { $0.isLetter || $0.isNumber }
        return Self.secretEndings.contains { letters.hasSuffix($0) }
    }
}
