public import AgentRuntime

/// Knows signed JSON Web Tokens: by secrets that are shared with who gives them out, by keys that an issuer publishes, or by
/// both. A secret is never taken for a published key, nor the other way round.
///
/// What was found of a token is kept until the token ends, five minutes at most, since a signature costs more to verify than
/// all the rest.
public struct TokenAuthenticator: Authenticator {
    /// Tokens that are remembered.
    private static let mostTokens = 10_000
    private static let memory = Duration.seconds(300)

    private let secrets: [VerificationKey]
    private let published: KeySet?
    private let algorithms: Set<TokenAlgorithm>
    private let rules: ClaimRules
    private let now: @Sendable () -> Timestamp
    private let known = ExpiringCache<TokenDigest, Principal>(limit: Self.mostTokens)

    /// - Parameters:
    ///   - secrets: those that tokens may be signed with by HS256, the one in use and the one before it; 32 bytes or more each.
    ///   - published: the keys for RS256 and ES256.
    ///   - algorithms: those that are accepted.
    public init(
        secrets: [Secret] = [],
        published: KeySet? = nil,
        algorithms: Set<TokenAlgorithm>,
        rules: ClaimRules,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        var keys: [VerificationKey] = []
        for secret in secrets { keys.append(try await VerificationKey(secret: secret)) }
        self.secrets = keys
        self.published = published
        self.algorithms = algorithms
        self.rules = rules
        self.now = now
    }

    public func principal(showing token: Secret) async throws(AccessError) -> Principal? {
        guard SignedToken.isForm(of: token) else { return nil }
        let digest = TokenDigest(token)
        let now = self.now()
        if let principal = self.known.value(of: digest, at: now) { return principal }
        let signed = try SignedToken(token, allowed: self.algorithms)
        guard try await self.isSigned(signed) else {
            throw .invalid("The token's signature is not by a key that is accepted here. Get a new token.")
        }
        let principal = try self.rules.principal(signed.claims, at: now)
        let end = now + Self.memory
        self.known.insert(principal, for: digest, until: principal.expiresAt.map { min($0, end) } ?? end)
        return principal
    }

    private func isSigned(_ token: SignedToken) async throws(AccessError) -> Bool {
        if token.algorithm.isSymmetric { return self.secrets.contains { $0.verifies(token) } }
        return try await self.published?.key(of: token)?.verifies(token) ?? false
    }
}
