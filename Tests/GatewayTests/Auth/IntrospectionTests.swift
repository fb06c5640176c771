import AgentRuntime
import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import Gateway

@Suite("Introspection")
struct IntrospectionTests {
    private let time = SetTime()

    private func authenticator(
        _ server: StubServer,
        _ change: (inout ClaimRules) -> Void = { _ in },
        limits: (inout IntrospectionAuthenticator.Settings) -> Void = { _ in }
    ) throws -> IntrospectionAuthenticator {
        var settings = IntrospectionAuthenticator.Settings(
            url: server.url,
            clientID: "chat service",
            clientSecret: Secret("s3cr:t")
        )
        limits(&settings)
        var rules = ClaimRules()
        rules.audience = .any
        rules.requiresExpiry = false
        rules.rolesClaim = "scope"
        change(&rules)
        let time = self.time
        return IntrospectionAuthenticator(
            settings,
            rules: rules,
            http: try HTTPClient(),
            now: { time.now },
            logger: .silent
        )
    }

    @Test("asks as RFC 7662 says, and remembers the answer for a while")
    func asks() async throws {
        let server = try await StubServer.running { _ in (200, #"{"active":true,"sub":"anna","scope":"chat admin"}"#) }
        let authenticator = try self.authenticator(server)
        for _ in 0..<2 {
            let principal = try await authenticator.principal(showing: Secret("opaque+/="))
            let until = self.time.now + .seconds(30)
            #expect(principal == Principal(subject: "anna", isAdmin: true, confirmedUntil: until))
        }
        #expect(server.requests.count == 1)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        // chat%20service:s3cr%3At
        #expect(request.headers["authorization"] == "Basic Y2hhdCUyMHNlcnZpY2U6czNjciUzQXQ=")
        #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(request.body == "token=opaque%2B%2F%3D&token_type_hint=access_token")
        self.time.advance(by: .seconds(31))
        _ = try await authenticator.principal(showing: Secret("opaque+/="))
        #expect(server.requests.count == 2)
    }

    @Test("an answer counts no longer than the token")
    func ends() async throws {
        let end = self.time.seconds + 5
        let server = try await StubServer.running { _ in (200, #"{"active":true,"sub":"anna","exp":\#(end)}"#) }
        let authenticator = try self.authenticator(server) { $0.clockSkew = .zero }
        #expect(try await authenticator.principal(showing: Secret("o"))?.expiresAt == self.time.now + .seconds(5))
        self.time.advance(by: .seconds(5))
        await #expect(throws: AccessError.invalid("The token has expired. Get a new one.")) {
            try await authenticator.principal(showing: Secret("o"))
        }
    }

    @Test("a no is remembered too, and so is an answer that breaks a rule")
    func refuses() async throws {
        let body = NIOLockedValueBox(#"{"active":false}"#)
        let server = try await StubServer.running { _ in (200, body.withLockedValue(\.self)) }
        let authenticator = try self.authenticator(server) { $0.audience = .named(["chat"]) }
        for _ in 0..<2 {
            await #expect(throws: AccessError.invalid("The token is not active. Get a new one.")) {
                try await authenticator.principal(showing: Secret("one"))
            }
        }
        body.withLockedValue { $0 = #"{"active":true,"sub":"anna","aud":"other"}"# }
        for _ in 0..<2 {
            await #expect(throws: AccessError.invalid("The token is for another audience.")) {
                try await authenticator.principal(showing: Secret("two"))
            }
        }
        #expect(server.requests.count == 2)
    }

    @Test(
        "an answer that is none is no yes, and is waited with for a second",
        arguments: [(401, "{}"), (500, ""), (200, "[]"), (200, #"{"active":"true","sub":"anna"}"#), (200, "{")]
    )
    func fails(_ status: Int, _ body: String) async throws {
        let server = try await StubServer.running { _ in (status, body) }
        let authenticator = try self.authenticator(server)
        for count in [1, 1, 2] {
            await #expect(throws: AccessError.unavailable) {
                try await authenticator.principal(showing: Secret("o"))
            }
            #expect(server.requests.count == count)
            self.time.advance(by: .milliseconds(500))
        }
    }

    @Test("many who show one token make one question")
    func together() async throws {
        let server = try await StubServer.running { _ in (200, #"{"active":true,"sub":"anna"}"#) }
        let authenticator = try self.authenticator(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let principal = try await authenticator.principal(showing: Secret("o"))
                    #expect(principal?.subject == "anna")
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 1)
    }

    @Test("so many are asked about at a time; of more it is said at once that it cannot be told")
    func busy() async throws {
        let gate = Gate()
        let server = try await StubServer.running(hold: { gate }) { _ in (200, #"{"active":true,"sub":"anna"}"#) }
        let authenticator = try self.authenticator(server, limits: { $0.mostInquiries = 1 })
        async let first = authenticator.principal(showing: Secret("one"))
        try await gate.arrived()
        await #expect(throws: AccessError.unavailable) { try await authenticator.principal(showing: Secret("two")) }
        gate.open()
        #expect(try await first?.subject == "anna")
        #expect(try await authenticator.principal(showing: Secret("two"))?.subject == "anna")
        #expect(server.requests.count == 2)
    }

    @Test("made up tokens do not make good ones forgotten")
    func flood() async throws {
        let server = try await StubServer.running { request in
            (200, request.body.hasPrefix("token=good&") ? #"{"active":true,"sub":"anna"}"# : #"{"active":false}"#)
        }
        let authenticator = try self.authenticator(server, limits: { ($0.mostTokens, $0.mostRefusals) = (3, 3) })
        _ = try await authenticator.principal(showing: Secret("good"))
        for number in 0..<10 {
            await #expect(throws: AccessError.self) { try await authenticator.principal(showing: Secret("\(number)")) }
        }
        #expect(try await authenticator.principal(showing: Secret("good"))?.subject == "anna")
        #expect(server.requests.count == 11)
    }
}
