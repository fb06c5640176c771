import AgentRuntime
import AgentTesting
import Gateway
import HTTPTransport
import ServiceConfiguration
import Testing

@testable import ChatService

@Suite struct AccessPolicyTests {
    /// Signed with the secret below by `jwt.sign({ userId: "user_12345" }, secret)`.
    private static let signed = Secret(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJ1c2VyXzEyMzQ1IiwiaWF0IjoxNzAwMDAwMDAwfQ."
            + "mPKgkL9gX02HuVlvvg7jfrl12pfdyYF8uKkC5L6BWiE"
    )
    private static let opaque = Secret("opaque")

    /// The subjects of an opaque and of a signed token of one name, where they are let in.
    private static func subjects(jwt: String, introspection: String) async throws -> [Subject?] {
        let server = try await StubHTTPServer.running { _ in
            .json(["active": true, "userId": "user_12345", "iss": "https://login.example"])
        }
        let settings = try StrictYAMLDecoder(environment: [:]).decode(
            ServiceSettings.self,
            from: """
                auth:
                  mode: strict
                  subject_claim: userId
                  \(jwt)
                  introspection: {url: "\(server.url)/", client_id: chat, client_secret: invented\(introspection)}
                """,
            file: "service.yaml"
        )
        let policy = try await AccessPolicy(settings.auth, http: try HTTPClient(), logger: .silent)
        let subjects = [await Self.subject(of: Self.opaque, policy), await Self.subject(of: Self.signed, policy)]
        await server.shutdown()
        return subjects
    }

    /// As a gateway finds it: nobody else is asked about a token that one refuses.
    private static func subject(of token: Secret, _ policy: AccessPolicy) async -> Subject? {
        do {
            for authenticator in policy.authenticators {
                if let principal = try await authenticator.principal(showing: token) { return principal.subject }
            }
        } catch {}
        return nil
    }

    private static let jwt = "jwt: {requires_expiry: false, secret: an-invented-secret-of-40-bytes-for-tests"

    @Test func subjectsOfOneSourceAreAsTheyAre() async throws {
        #expect(try await Self.subjects(jwt: "", introspection: "") == ["user_12345", "user_12345"])
    }

    @Test func subjectsOfTwoSourcesAreNotTakenForEachOther() async throws {
        let subjects = try await Self.subjects(jwt: "\(Self.jwt)}", introspection: "")
        #expect(subjects == ["introspected:user_12345", "user_12345"])
        let named = try await Self.subjects(jwt: "\(Self.jwt)}", introspection: ", issuer: https://login.example")
        #expect(named == ["introspected:user_12345", "user_12345"])
    }

    @Test func subjectsOfOneIssuerAreOneHoweverItsTokensAreJudged() async throws {
        let issuer = ", issuer: https://login.example"
        let subjects = try await Self.subjects(jwt: "\(Self.jwt)\(issuer)}", introspection: issuer)
        // The signed token names no issuer.
        #expect(subjects == ["user_12345", nil])
    }
}
