import AgentRuntime
import Gateway
import HTTPTransport
import Logging
import ServiceConfiguration

extension AccessPolicy {
    /// What configuration says of who may use the service. Nobody is asked where it is open to all.
    init(_ auth: ServiceSettings.Auth, http: HTTPClient, logger: Logger) async throws {
        self.init()
        self.ticketLifetime = auth.ticketLifetime
        switch auth.mode {
        case .open: return
        case .create: self.mode = .create
        case .strict: self.mode = .strict
        }
        if !auth.keys.isEmpty { self.authenticators.append(APIKeyAuthenticator(auth.keys.compactMap(\.entry))) }
        let tokens = try await TokenAuthenticator(auth, http: http, logger: logger)
        if let tokens { self.authenticators.append(tokens) }
        if let introspection = auth.introspection {
            self.authenticators.append(
                IntrospectionAuthenticator(
                    .init(
                        url: introspection.url,
                        clientID: introspection.clientID,
                        clientSecret: introspection.clientSecret,
                        memory: introspection.memory
                    ),
                    rules: ClaimRules(auth, introspection, besideSigned: tokens != nil),
                    http: http,
                    logger: logger
                )
            )
        }
    }
}

extension TokenAuthenticator {
    /// - Returns: `nil` where there is nothing to verify tokens with.
    fileprivate init?(_ auth: ServiceSettings.Auth, http: HTTPClient, logger: Logger) async throws {
        let secrets = [auth.jwt.secret, auth.jwt.previousSecret].compactMap(\.self)
        if secrets.isEmpty, auth.jwt.keysURL == nil { return nil }
        let published = auth.jwt.keysURL.map { url in
            KeySet(
                .init(url: url, lifetime: auth.jwt.keysLifetime, minimumInterval: auth.jwt.keysInterval),
                http: http,
                logger: logger
            )
        }
        let usable: Set<TokenAlgorithm> = Set(secrets.isEmpty ? [] : [.hs256]).union(
            published == nil ? [] : [.rs256, .es256]
        )
        let wanted = auth.jwt.algorithms.map { Set($0.compactMap { TokenAlgorithm(rawValue: $0.rawValue) }) }
        try await self.init(
            secrets: secrets,
            published: published,
            algorithms: wanted ?? usable,
            rules: ClaimRules(auth)
        )
    }
}

extension ClaimRules {
    /// For signed tokens.
    fileprivate init(_ auth: ServiceSettings.Auth) {
        self.init(naming: auth)
        self.audience = auth.jwt.audiences.map { .named(Set($0)) } ?? .nobody
        self.issuer = auth.jwt.issuer
        self.requiresExpiry = auth.jwt.requiresExpiry
    }

    /// For what whoever gave a token out says of it.
    /// - Parameter isBesideSigned: whether signed tokens are accepted too. A subject is one within its issuer alone (RFC 7519
    ///   §4.1.2), so that the subjects of two that are not known to be one issuer must not be taken for each other.
    fileprivate init(
        _ auth: ServiceSettings.Auth,
        _ introspection: ServiceSettings.Auth.Introspection,
        besideSigned isBesideSigned: Bool
    ) {
        self.init(naming: auth)
        self.audience = introspection.audiences.map { .named(Set($0)) } ?? .any
        self.issuer = introspection.issuer
        self.requiresExpiry = false
        let isOneIssuer = introspection.issuer != nil && introspection.issuer == auth.jwt.issuer
        if isBesideSigned, !isOneIssuer { self.subjectPrefix = IntrospectionAuthenticator.subjectPrefix }
    }

    private init(naming auth: ServiceSettings.Auth) {
        self.init()
        self.subjectClaim = auth.subjectClaim
        self.regionsClaim = auth.regionsClaim
        self.rolesClaim = auth.rolesClaim
        self.adminRole = auth.adminRole
        self.clockSkew = auth.clockSkew
    }
}

extension ServiceSettings.Auth.Key {
    /// The key as the gateway knows it; its hash has been checked.
    fileprivate var entry: APIKeyAuthenticator.Entry? {
        APIKeyHash(self.hash).map { hash in
            APIKeyAuthenticator.Entry(
                name: self.name.value,
                hash: hash,
                regions: self.regions.map { Set($0.map { RegionID(rawValue: $0.value) }) },
                isAdmin: self.isAdmin
            )
        }
    }
}
