public import AgentRuntime

extension ServiceSettings.Auth {
    /// `auth.jwt`: signed tokens (JSON Web Tokens).
    ///
    /// - `secret` (text, 32 bytes or more, default none): what tokens are signed with by HS256. `JWT_SECRET` wins.
    /// - `previous_secret` (text, default none): the one before, while its tokens live. `JWT_SECRET_PREVIOUS` wins.
    /// - `jwks_url` (URL, default none): where the keys for RS256 and ES256 are published; needs `issuer` and `audience`.
    /// - `algorithms` (list of `HS256`, `RS256`, `ES256`): what is accepted; by default what there are keys for.
    /// - `issuer` (text, default any): the claim `iss` must be this.
    /// - `audience` (text or list, default none): the claim `aud` must name one of these; without it there must be no `aud`.
    /// - `requires_expiry` (bool, default true): whether a token must have the claim `exp`.
    /// - `jwks_lifetime` (duration, default 10m, 1s-1d): how old published keys may be.
    /// - `jwks_interval` (duration, default 30s, 1s-1h): how long after one fetch another may begin, once there are keys.
    public struct JWT: Hashable, Sendable, Decodable {
        /// How a token may be signed.
        public enum Algorithm: String, Hashable, Sendable, CaseIterable {
            case hs256 = "HS256"
            case rs256 = "RS256"
            case es256 = "ES256"
        }

        public var secret: Secret?
        public var previousSecret: Secret?
        public var keysURL: String?
        /// By default what there are keys for.
        public var algorithms: [Algorithm]?
        public var issuer: String?
        public var audiences: [String]?
        public var requiresExpiry = true
        public var keysLifetime: Duration = .seconds(600)
        public var keysInterval: Duration = .seconds(30)

        private enum Key: String, CodingKey {
            case secret, algorithms, issuer, audience
            case previousSecret = "previous_secret"
            case keysURL = "jwks_url"
            case requiresExpiry = "requires_expiry"
            case keysLifetime = "jwks_lifetime"
            case keysInterval = "jwks_interval"
        }

        init() {}

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in [Key.secret, .previousSecret] {
                guard let secret = try container.decodeIfPresent(Secret.self, forKey: key), !secret.value.isEmpty else {
                    continue
                }
                try container.check(Self.isLongEnough(secret), key, Self.tooShort)
                if key == .secret { self.secret = secret } else { self.previousSecret = secret }
            }
            self.keysURL = try container.endpointIfPresent(.keysURL)
            self.algorithms = try container.algorithmsIfPresent(.algorithms)
            self.issuer = try container.textIfPresent(.issuer)
            self.audiences = try container.textsIfPresent(.audience)
            self.requiresExpiry = try container.value(.requiresExpiry, default: self.requiresExpiry)
            self.keysLifetime = try container.duration(
                .keysLifetime,
                default: self.keysLifetime,
                in: .seconds(1) ... .days(1)
            )
            self.keysInterval = try container.duration(
                .keysInterval,
                default: self.keysInterval,
                in: .seconds(1) ... .hours(1)
            )
            // Keys of an issuer that serves many: without these, tokens for anybody would do.
            try container.check(
                self.keysURL == nil || (self.issuer != nil && self.audiences != nil),
                .keysURL,
                "Published keys sign tokens for others too. Name issuer and audience beside jwks_url."
            )
            let unusable = (self.algorithms ?? []).first { $0 != .hs256 && self.keysURL == nil }
            try container.check(
                unusable == nil,
                .algorithms,
                "\(unusable?.rawValue ?? "") needs the keys of jwks_url. Name it, or remove the algorithm."
            )
        }

        /// Whether there is anything to verify a token with.
        var isUsed: Bool { self.secret != nil || self.previousSecret != nil || self.keysURL != nil }

        /// RFC 7518 §3.2: as long as the hash.
        static func isLongEnough(_ secret: Secret) -> Bool { secret.value.utf8.count >= 32 }
        static let tooShort =
            "A secret for HS256 has 32 bytes or more. Make one with \"openssl rand -base64 48\", for both sides."
    }

    /// `auth.introspection`: tokens that whoever gave them out must be asked about (RFC 7662).
    ///
    /// - `url` (URL): where to ask.
    /// - `client_id`, `client_secret` (text): as whom.
    /// - `memory` (duration, default 30s, 0s-10m): how long an answer counts.
    /// - `issuer` (text, default any), `audience` (text or list, default any): what the answer must say.
    public struct Introspection: Hashable, Sendable, Decodable {
        public var url: String
        public var clientID: String
        public var clientSecret: Secret
        public var memory: Duration
        public var issuer: String?
        public var audiences: [String]?

        private enum Key: String, CodingKey {
            case url, memory, issuer, audience
            case clientID = "client_id"
            case clientSecret = "client_secret"
        }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            self.url = try container.endpoint(.url)
            self.clientID = try container.text(.clientID)
            self.clientSecret = Secret(try container.text(.clientSecret))
            self.memory = try container.duration(.memory, default: .seconds(30), in: .zero ... .seconds(600))
            self.issuer = try container.textIfPresent(.issuer)
            self.audiences = try container.textsIfPresent(.audience)
        }
    }
}

extension KeyedDecodingContainer {
    fileprivate func endpoint(_ key: Key) throws -> String {
        let text = try self.decode(String.self, forKey: key)
        try self.check(
            WebAddress(text) != nil,
            key,
            "This is not a URL to ask at. Write one such as https://login.example.org/keys, without ? and #."
        )
        return text
    }

    fileprivate func endpointIfPresent(_ key: Key) throws -> String? {
        try self.decodeIfPresent(String.self, forKey: key) == nil ? nil : self.endpoint(key)
    }

    /// One text or a list of them, none of which is empty.
    fileprivate func textsIfPresent(_ key: Key) throws -> [String]? {
        guard let texts = try self.decodeIfPresent(OneOrMore.self, forKey: key)?.texts else { return nil }
        try self.check(
            !texts.isEmpty && texts.allSatisfy { !$0.isEmpty },
            key,
            "It is empty. Write a text, or a list of texts."
        )
        return texts
    }

    fileprivate func algorithmsIfPresent(_ key: Key) throws -> [ServiceSettings.Auth.JWT.Algorithm]? {
        guard let names = try self.decodeIfPresent([String].self, forKey: key) else { return nil }
        let known = ServiceSettings.Auth.JWT.Algorithm.allCases.map(\.rawValue)
        try self.check(!names.isEmpty, key, "It is empty. List algorithms, or leave it out.")
        let stranger = names.first { !known.contains($0) } ?? ""
        try self.check(
            stranger.isEmpty,
            key,
            "\"\(stranger)\" is not accepted. \(advice(for: stranger, among: known, noun: "algorithm"))"
        )
        return names.compactMap(ServiceSettings.Auth.JWT.Algorithm.init)
    }
}

private struct OneOrMore: Decodable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.texts = [text]
        } else {
            self.texts = try [String](from: decoder)
        }
    }
}
