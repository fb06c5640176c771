import AgentRuntime

/// How an `http` tool shows who it is.
///
/// - `bearer` (text): a fixed token, written `${NAME}`.
/// - `oauth2` (mapping): client credentials (RFC 6749 §4.4): `token_url`, `client_id`, `client_secret`, `scope` (default
///   none).
enum HTTPAuthorization: Decodable, Sendable {
    case bearer(Secret)
    case clientCredentials(ClientCredentials)

    /// Who asks for tokens, and where.
    struct ClientCredentials: Decodable, Sendable, Hashable {
        let tokenURL: String
        let clientID: String
        let clientSecret: Secret
        let scope: String?

        private enum CodingKeys: String, CodingKey {
            case scope
            case tokenURL = "token_url"
            case clientID = "client_id"
            case clientSecret = "client_secret"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.tokenURL = try container.decode(String.self, forKey: .tokenURL)
            self.clientID = try container.decode(String.self, forKey: .clientID)
            self.clientSecret = try container.decode(Secret.self, forKey: .clientSecret)
            self.scope = try container.decodeIfPresent(String.self, forKey: .scope)
            guard RemoteURL.isAbsolute(self.tokenURL) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .tokenURL,
                    in: container,
                    debugDescription: "\"\(self.tokenURL)\" is not an absolute http or https URL."
                )
            }
        }
    }

    private enum Key: String, CodingKey {
        case bearer, oauth2
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch (
            try container.decodeIfPresent(Secret.self, forKey: .bearer),
            try container.decodeIfPresent(ClientCredentials.self, forKey: .oauth2)
        ) {
        case (let token?, nil): self = .bearer(token)
        case (nil, let credentials?): self = .clientCredentials(credentials)
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "auth needs either bearer or oauth2.")
            )
        }
    }
}
