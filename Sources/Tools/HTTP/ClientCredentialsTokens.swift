import AgentRuntime
import HTTPTransport

/// Fetches tokens by client credentials (RFC 6749 §4.4) and keeps the newest until shortly before it expires; those who ask
/// meanwhile wait for the same fetch.
actor ClientCredentialsTokens {
    private struct Token {
        let value: String
        let expires: ContinuousClock.Instant
    }

    /// A token is not used this close to its end.
    private static let margin = Duration.seconds(30)
    /// How long a token lives whose server does not say.
    private static let standardLifetime = 300

    private let credentials: HTTPAuthorization.ClientCredentials
    private let allowsPrivateAddresses: Bool
    private let http: HTTPClient
    private var current: Token?
    private var fetching: Task<Token, any Error>?

    init(_ credentials: HTTPAuthorization.ClientCredentials, allowsPrivateAddresses: Bool, http: HTTPClient) {
        self.credentials = credentials
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.http = http
    }

    /// A token that is good now.
    /// - Parameter refused: one that a server has refused and that is not given again.
    /// - Throws: ``ToolFailure`` when none can be had.
    func token(insteadOf refused: String? = nil) async throws -> String {
        if let current, current.value != refused, current.expires - Self.margin > .now { return current.value }
        // Unstructured, so that the first caller's cancellation does not take the token from the others.
        let fetch = self.fetching ?? Task { try await self.fetch() }
        self.fetching = fetch
        do {
            let token = try await fetch.value
            self.current = token
            self.fetching = nil
            return token.value
        } catch {
            self.fetching = nil
            throw error
        }
    }

    private func fetch() async throws -> Token {
        var fields = [
            ("grant_type", "client_credentials"), ("client_id", self.credentials.clientID),
            ("client_secret", self.credentials.clientSecret.value),
        ]
        if let scope = self.credentials.scope { fields.append(("scope", scope)) }
        let form = fields.map { "\($0.0)=\(RemoteURL.encoded($0.1))" }.joined(separator: "&")
        let response = try await self.http.send(
            HTTPClientRequest(
                method: "POST",
                url: self.credentials.tokenURL,
                headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
                body: Array(form.utf8),
                timeouts: HTTPTimeouts(total: .seconds(10)),
                allowedPeers: self.allowsPrivateAddresses ? .any : .publicOnly
            ),
            maximumBodyBytes: 64 * 1024
        )
        guard response.head.isSuccess, let json = try? JSONValue(parsing: response.body),
            let value = json["access_token"]?.string, !value.isEmpty
        else {
            throw ToolFailure(
                "The service behind this tool does not let us in now.",
                isTransient: response.head.status >= 500
            )
        }
        let lifetime = json["expires_in"]?.integer ?? Self.standardLifetime
        return Token(value: value, expires: .now + .seconds(max(0, min(lifetime, 86_400))))
    }
}
