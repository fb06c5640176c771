public import AgentRuntime
import Foundation
public import HTTPTransport
public import Logging

/// Asks the server that gives tokens out whether one is good (RFC 7662), for tokens that say nothing by themselves.
public struct IntrospectionAuthenticator: Authenticator {
    /// Whom to ask, and as whom.
    public struct Settings: Hashable, Sendable {
        public var url: String
        public var clientID: String
        public var clientSecret: Secret
        /// How long an answer counts, yes or no. Default 30 s.
        public var memory: Duration

        public init(url: String, clientID: String, clientSecret: Secret, memory: Duration = .seconds(30)) {
            self.url = url
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.memory = memory
        }
    }

    private enum Finding: Sendable {
        case good(Principal)
        case refused(AccessError)
    }

    private static let mostTokens = 10_000
    /// Bytes of the longest answer that is read.
    private static let longest = 64 * 1024
    private static let timeout = Duration.seconds(5)

    private let settings: Settings
    private let rules: ClaimRules
    private let http: HTTPClient
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let known = ExpiringCache<TokenDigest, Finding>(limit: Self.mostTokens)

    public init(
        _ settings: Settings,
        rules: ClaimRules,
        http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp = { .now },
        logger: Logger
    ) {
        self.settings = settings
        self.rules = rules
        self.http = http
        self.now = now
        self.logger = logger
    }

    public func principal(showing token: Secret) async throws(AccessError) -> Principal? {
        let digest = TokenDigest(token)
        let now = self.now()
        let finding: Finding
        if let known = self.known.value(of: digest, at: now) {
            finding = known
        } else {
            finding = try await self.ask(about: token)
            var end = now + self.settings.memory
            if case .good(let principal) = finding, let expiry = principal.expiresAt { end = min(end, expiry) }
            self.known.insert(finding, for: digest, until: end)
        }
        switch finding {
        case .good(let principal): return principal
        case .refused(let error): throw error
        }
    }

    private func ask(about token: Secret) async throws(AccessError) -> Finding {
        let request = HTTPClientRequest(
            method: "POST",
            url: self.settings.url,
            headers: [
                "Authorization": "Basic \(self.credentials)", "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            ],
            body: Array("token=\(token.value.percentEncoded)&token_type_hint=access_token".utf8),
            timeouts: HTTPTimeouts(connect: Self.timeout, total: Self.timeout),
            mayRepeat: true
        )
        let claims: [String: JSONValue]
        do {
            let response = try await self.http.send(request, maximumBodyBytes: Self.longest)
            guard response.head.status == 200, let answer = try? JSONValue(parsing: response.body).object,
                answer["active"]?.bool != nil
            else {
                self.logger.warning(
                    "The introspection of a token was refused",
                    metadata: ["url": "\(self.settings.url)", "status": "\(response.head.status)"]
                )
                throw AccessError.unavailable
            }
            claims = answer
        } catch let error as AccessError {
            throw error
        } catch {
            self.logger.warning(
                "The introspection of a token failed",
                metadata: ["url": "\(self.settings.url)", "error": "\(error)"]
            )
            throw .unavailable
        }
        guard claims["active"] == true else { return .refused(.invalid("The token is not active. Get a new one.")) }
        do throws(AccessError) {
            return .good(try self.rules.principal(claims, at: self.now()))
        } catch {
            return .refused(error)
        }
    }

    /// RFC 6749 §2.3.1: both are encoded as a form's fields before they are joined.
    private var credentials: String {
        let pair = "\(self.settings.clientID.percentEncoded):\(self.settings.clientSecret.value.percentEncoded)"
        return Data(pair.utf8).base64EncodedString()
    }
}
