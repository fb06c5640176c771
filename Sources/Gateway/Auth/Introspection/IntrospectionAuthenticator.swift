public import AgentRuntime
import Foundation
public import HTTPTransport
public import Logging

/// Asks the server that gives tokens out whether one is good (RFC 7662), for tokens that say nothing by themselves.
///
/// Anybody can make up tokens, so each is asked about once at a time, and only so many are at once.
public struct IntrospectionAuthenticator: Authenticator {
    /// Whom to ask, and as whom.
    public struct Settings: Hashable, Sendable {
        public var url: String
        public var clientID: String
        public var clientSecret: Secret
        /// How long an answer counts, yes or no. Default 30 s.
        public var memory: Duration
        /// Tokens that are remembered as good. Default 10,000.
        public var mostTokens = 10_000
        /// Tokens that are remembered as refused. They have a place of their own, so that tokens that somebody makes up
        /// displace no good ones. Default 2000.
        public var mostRefusals = 2000
        /// Tokens that may be asked about at the same time. Of others it cannot be told now whether they are good. Default 32.
        public var mostInquiries = 32

        public init(url: String, clientID: String, clientSecret: Secret, memory: Duration = .seconds(30)) {
            self.url = url
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.memory = memory
        }
    }

    private typealias Finding = Result<Principal, AccessError>

    /// What the subjects of tokens that are asked about may begin with where others name subjects too, and no claim may.
    public static let subjectPrefix = "introspected:"

    /// How long it is remembered that there was no answer.
    private static let pause = Duration.seconds(1)
    /// Bytes of the longest answer that is read.
    private static let longest = 64 * 1024
    private static let timeout = Duration.seconds(5)

    private let settings: Settings
    private let rules: ClaimRules
    private let http: HTTPClient
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let good: ExpiringCache<TokenDigest, Principal>
    private let refused: ExpiringCache<TokenDigest, AccessError>
    private let inquiries: SharedInquiries<TokenDigest, Finding>

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
        self.good = ExpiringCache(limit: settings.mostTokens)
        self.refused = ExpiringCache(limit: settings.mostRefusals)
        self.inquiries = SharedInquiries(limit: settings.mostInquiries)
    }

    public func principal(showing token: Secret) async throws(AccessError) -> Principal? {
        let digest = TokenDigest(token)
        if let known = self.known(digest) { return try known.get() }
        let finding = await self.inquiries.answer(to: digest) {
            // It may have been found out since.
            if let known = self.known(digest) { return known }
            let asked = self.now()
            let finding = await self.finding(about: token)
            return self.remember(finding, of: digest, asked: asked)
        }
        guard let finding else {
            self.logger.debug("Too many tokens are being asked about")
            throw .unavailable
        }
        return try finding.get()
    }

    private func known(_ digest: TokenDigest) -> Finding? {
        let now = self.now()
        if let principal = self.good.value(of: digest, at: now) { return .success(principal) }
        return self.refused.value(of: digest, at: now).map { .failure($0) }
    }

    private func remember(_ finding: Finding, of digest: TokenDigest, asked: Timestamp) -> Finding {
        let end = asked + self.settings.memory
        switch finding {
        case .success(var principal):
            let until = principal.expiresAt.map { min($0, end) } ?? end
            principal.confirmedUntil = until
            self.good.insert(principal, for: digest, until: until)
            return .success(principal)
        case .failure(.unavailable):
            self.refused.insert(.unavailable, for: digest, until: self.now() + Self.pause)
            return finding
        case .failure(let error):
            self.refused.insert(error, for: digest, until: end)
            return finding
        }
    }

    private func finding(about token: Secret) async -> Finding {
        do throws(AccessError) {
            let claims = try await self.ask(about: token)
            guard claims["active"] == true else {
                throw .invalid("The token is not active. Get a new one.")
            }
            return .success(try self.rules.principal(claims, at: self.now()))
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: the answer, which has `active`.
    /// - Throws: ``AccessError/unavailable``.
    private func ask(about token: Secret) async throws(AccessError) -> [String: JSONValue] {
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
        let response: HTTPClientResponse
        do {
            response = try await self.http.send(request, maximumBodyBytes: Self.longest)
        } catch {
            self.logger.warning(
                "The introspection of a token failed",
                metadata: ["url": "\(self.settings.url)", "error": "\(error)"]
            )
            throw .unavailable
        }
        guard response.head.status == 200, let answer = try? JSONValue(parsing: response.body).object,
            answer["active"]?.bool != nil
        else {
            self.logger.warning(
                "The introspection of a token was refused",
                metadata: ["url": "\(self.settings.url)", "status": "\(response.head.status)"]
            )
            throw .unavailable
        }
        return answer
    }

    /// RFC 6749 §2.3.1: both are encoded as a form's fields before they are joined.
    private var credentials: String {
        let pair = "\(self.settings.clientID.percentEncoded):\(self.settings.clientSecret.value.percentEncoded)"
        return Data(pair.utf8).base64EncodedString()
    }
}
