import AgentRuntime
import ArgumentParser
import Crypto
import Foundation
import Gateway
import HTTPTransport

/// `Bench checks`
struct ChecksScenario: Scenario {
    static let configuration = CommandConfiguration(
        commandName: "checks",
        abstract: "Measure what it costs to check a token, and to hold a client to its rates."
    )
    static let title = "Checks: a signed token with every request, rates with every message"

    @OptionGroup var options: BenchOptions

    static func measure(_ options: BenchOptions) async throws -> [Finding] {
        let count = options.quick ? 200 : 5000
        let secret = "a secret of this benchmark alone, never used elsewhere"
        let authenticator = try await TokenAuthenticator(
            secrets: [Secret(secret)],
            algorithms: [.hs256],
            rules: ClaimRules()
        )
        let tokens = (0..<count).map { Self.token(of: "user-\($0)", secret) }
        let new = try await Self.microseconds(tokens) { _ = try await authenticator.principal(showing: $0) }
        let known = try await Self.microseconds(tokens) { _ = try await authenticator.principal(showing: $0) }
        let limiter = RateLimiter(GatewaySettings.Rates(), clock: ContinuousClock())
        let parties = (0..<count).map { index in
            RateLimiter.Party(
                address: IPAddress("192.0.2.\(index % 256)"),
                user: "user-\(index)",
                session: SessionID()
            )
        }
        // Refusals cost as much, and are no concern here.
        let rate = try await Self.microseconds(parties) { try? limiter.count(.init(messages: 1, bytes: 100), by: $0) }
        return [
            Finding("a token that is new: form, signature (HS256) and claims", new, .microseconds),
            Finding("a token that was seen in the last five minutes", known, .microseconds),
            Finding("a message held to the rates of its address, user and session", rate, .microseconds),
        ]
    }

    private static func microseconds<Element>(
        _ elements: [Element],
        _ body: (Element) async throws -> Void
    ) async throws -> Double {
        let begin = ProcessMeter.now
        for element in elements { try await body(element) }
        return Double(ProcessMeter.now - begin) / 1000 / Double(elements.count)
    }

    /// A token for an hour, signed by HS256 (RFC 7515).
    private static func token(of subject: String, _ secret: String) -> Secret {
        let expiry = Int(Date().timeIntervalSince1970) + 3600
        let signed =
            Self.base64URL(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8)) + "."
            + Self.base64URL(Data(#"{"sub":"\#(subject)","exp":\#(expiry)}"#.utf8))
        let key = SymmetricKey(data: Data(secret.utf8))
        let signature = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
        return Secret("\(signed).\(Self.base64URL(Data(signature)))")
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
