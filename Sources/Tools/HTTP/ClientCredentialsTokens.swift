import AgentRuntime
import HTTPTransport
import Logging

/// Fetches tokens by client credentials (RFC 6749 §4.4) and keeps the newest until shortly before it expires; those who ask
/// meanwhile wait for the same fetch.
actor ClientCredentialsTokens {
    private struct Token {
        let value: String
        let expires: Timestamp
    }

    /// A token is not used this close to its end.
    private static let margin = Duration.seconds(30)
    /// How long a token lives whose server does not say.
    private static let standardLifetime = 300

    private let credentials: HTTPAuthorization.ClientCredentials
    private let allowsPrivateAddresses: Bool
    private let environment: ToolEnvironment
    private var current: Token?
    private var fetching: Task<Token, any Error>?

    init(
        _ credentials: HTTPAuthorization.ClientCredentials,
        allowsPrivateAddresses: Bool,
        in environment: ToolEnvironment
    ) {
        self.credentials = credentials
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.environment = environment
    }

    /// A token that is good now.
    /// - Parameter refused: one that a server has refused and that is not given again.
    /// - Throws: ``ToolFailure`` when none can be had.
    func token(insteadOf refused: String? = nil) async throws -> String {
        let soon = self.environment.now() + Self.margin
        if let current, current.value != refused, current.expires > soon { return current.value }
        // Unstructured, so that the first caller's cancellation does not take the token from the others.
        let fetch = self.fetching ?? Task { try await self.renew() }
        self.fetching = fetch
        return try await fetch.value.value
    }

    private func renew() async throws -> Token {
        defer { self.fetching = nil }
        let token = try await self.fetch()
        self.current = token
        return token
    }

    private func fetch() async throws -> Token {
        var fields = [
            ("grant_type", "client_credentials"), ("client_id", self.credentials.clientID),
            ("client_secret", self.credentials.clientSecret.value),
        ]
        if let scope = self.credentials.scope { fields.append(("scope", scope)) }
        let form = fields.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&")
        let request = HTTPClientRequest(
            method: "POST",
            url: self.credentials.tokenURL,
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: Array(form.utf8),
            timeouts: HTTPTimeouts(total: .seconds(10)),
            allowedPeers: self.allowsPrivateAddresses ? .any : .publicOnly,
            mayRepeat: true
        )
        let response: HTTPClientResponse
        do {
            response = try await self.environment.http.send(request, maximumBodyBytes: 64 * 1024)
        } catch {
            self.environment.logger.warning("No token can be fetched", metadata: ["error": "\(error)"])
            throw ToolFailure(error, isWrite: false)
        }
        guard response.head.isSuccess, let json = try? JSONValue(parsing: response.body),
            let value = json["access_token"]?.string, !value.isEmpty
        else {
            self.environment.logger.warning(
                "A token is refused",
                metadata: ["status": "\(response.head.status)", "host": "\(RemoteURL.origin(of: request.url) ?? "")"]
            )
            throw ToolFailure(
                "The service behind this tool does not let us in now.",
                isTransient: ToolFailure.status(response.head.status).isTransient
            )
        }
        let lifetime = json["expires_in"]?.integer ?? Self.standardLifetime
        return Token(value: value, expires: self.environment.now() + .seconds(max(0, min(lifetime, 86_400))))
    }
}
