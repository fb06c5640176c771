public import AgentRuntime

/// Knows keys by their hashes.
public struct APIKeyAuthenticator: Authenticator {
    /// A key that is let in.
    public struct Entry: Hashable, Sendable {
        /// Its holder; the subject is `key:` and this.
        public let name: String
        public let hash: APIKeyHash
        public let regions: Set<RegionID>?
        public let isAdmin: Bool

        public init(name: String, hash: APIKeyHash, regions: Set<RegionID>? = nil, isAdmin: Bool = false) {
            self.name = name
            self.hash = hash
            self.regions = regions
            self.isAdmin = isAdmin
        }
    }

    /// What the subjects of keys begin with, and those of tokens must not.
    static let subjectPrefix = "key:"

    private let entries: [Entry]

    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    public func principal(showing token: Secret) async throws(AccessError) -> Principal? {
        guard token.value.hasPrefix(APIKey.prefix) else { return nil }
        let digest = TokenDigest(token)
        // All of them, so that the time it takes does not tell which.
        var found: Entry?
        for entry in self.entries where digest.isEqual(to: entry.hash.bytes) { found = entry }
        guard let found else {
            throw .invalid("The key is not known here. Ask the service's operator for one.")
        }
        return Principal(
            subject: Subject(Self.subjectPrefix + found.name),
            regions: found.regions,
            isAdmin: found.isAdmin
        )
    }
}
