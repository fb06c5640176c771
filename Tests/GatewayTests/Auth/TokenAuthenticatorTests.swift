import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

@Suite("Signed tokens")
struct TokenAuthenticatorTests {
    private let time = SetTime()
    private let maker = TokenMaker.hs256()

    private func authenticator(
        _ change: (inout ClaimRules) -> Void = { _ in }
    ) async throws -> TokenAuthenticator {
        var rules = ClaimRules()
        change(&rules)
        let time = self.time
        return try await TokenAuthenticator(
            secrets: [Secret(TokenMaker.secret)],
            algorithms: [.hs256],
            rules: rules
        ) { time.now }
    }

    private func refusal(_ authenticator: TokenAuthenticator, _ token: Secret) async -> String? {
        do {
            let principal = try await authenticator.principal(showing: token)
            return principal.map { "let in: \($0.subject)" }
        } catch {
            if case .invalid(let reason) = error { return reason }
            return "\(error)"
        }
    }

    private var sound: [String: JSONValue] { ["sub": "anna", "exp": .integer(self.time.seconds + 60)] }

    @Test("a good one tells subject, roles, regions and end")
    func good() async throws {
        let authenticator = try await self.authenticator { $0.regionsClaim = "regions" }
        let claims: JSONValue = [
            "sub": "anna", "exp": .integer(self.time.seconds + 60), "roles": "staff admin", "regions": ["Lombardia"],
        ]
        let principal = try await authenticator.principal(showing: self.maker.token(claims))
        #expect(
            principal
                == Principal(
                    subject: "anna",
                    regions: [RegionID(rawValue: "lombardia")],
                    isAdmin: true,
                    expiresAt: self.time.now + .seconds(90)
                )
        )
    }

    @Test("those of the integration guide do where settings say so")
    func guide() async throws {
        let authenticator = try await self.authenticator {
            $0.subjectClaim = "userId"
            $0.requiresExpiry = false
        }
        let iat = JSONValue.integer(self.time.seconds)
        let text = try await authenticator.principal(showing: self.maker.token(["userId": "user_12345", "iat": iat]))
        #expect(text == Principal(subject: "user_12345"))
        let number = try await authenticator.principal(showing: self.maker.token(["userId": 42, "iat": iat]))
        #expect(number?.subject == "42")
    }

    @Test("the header decides nothing: what is not allowed is refused, and so is what is not understood")
    func headers() async throws {
        let authenticator = try await self.authenticator()
        let claims = JSONValue.object(self.sound)
        for algorithm: JSONValue in ["none", "None", "HS384", "RS256", "ES256", "", 7, .null] {
            let token = try self.maker.token(claims, header: ["alg": algorithm])
            let reason = await self.refusal(authenticator, token)
            #expect(
                reason == "The token is not signed in a way that is accepted here. Accepted: HS256.",
                "\(algorithm)"
            )
        }
        let critical = try self.maker.token(claims, header: ["crit": ["b64"], "b64": false])
        #expect(await self.refusal(authenticator, critical)?.contains("not understood") == true)
        let kid = try self.maker.token(claims, header: ["kid": 7])
        #expect(await self.refusal(authenticator, kid) == "The token's kid is not a text.")
    }

    @Test("a token without signature, or with another's, is refused")
    func signatures() async throws {
        let authenticator = try await self.authenticator()
        let claims = JSONValue.object(self.sound)
        let token = try self.maker.token(claims)
        let parts = token.value.split(separator: ".").map(String.init)
        let foreign = try TokenMaker.hs256("another-invented-secret-of-40-bytes-here").token(claims)
        let admin = Base64URL.encoded(JSONValue.object(self.sound.merging(["roles": "admin"]) { $1 }).encoded)
        let short = String(parts[2].prefix(20))
        let unsigned = Base64URL.encoded(Array(#"{"alg":"none"}"#.utf8))
        for bad in [
            foreign.value, "\(parts[0]).\(admin).\(parts[2])", "\(parts[0]).\(parts[1]).\(short)",
            "\(parts[0]).\(parts[1]).", "\(unsigned).\(parts[1]).", "\(unsigned).\(parts[1]).\(parts[2])",
            "\(parts[0]).\(parts[1]).\(parts[2])=", "..", "a.b.c", "é.é.é", "\(parts[0])..\(parts[2])",
            "bnVsbA.\(parts[1]).\(parts[2])",
        ] {
            let reason = await self.refusal(authenticator, Secret(bad))
            #expect(reason?.hasPrefix("The token") == true, "\(bad)")
        }
        #expect(await self.refusal(authenticator, token) == "let in: anna")
    }

    @Test("what has another form is left to the next authenticator", arguments: ["", "opaque", "a.b", "a.b.c.d.e"])
    func otherForms(_ token: String) async throws {
        #expect(try await self.authenticator().principal(showing: Secret(token)) == nil)
    }

    static let wrongClaims: [(change: [String: JSONValue], reason: String)] = [
        (["exp": .null], "The token's claim exp must be a number of seconds since 1970."),
        (["exp": "1700000060"], "The token's claim exp must be a number of seconds since 1970."),
        (["exp": -1], "The token's claim exp must be a number of seconds since 1970."),
        (["exp": .number(1e300)], "The token's claim exp must be a number of seconds since 1970."),
        (["exp": 1_699_999_969], "The token has expired. Get a new one."),
        (["nbf": 1_700_000_031], "The token is not valid yet. Check the clocks of both sides."),
        (["nbf": true], "The token's claim nbf must be a number of seconds since 1970."),
        (["iat": ["x"]], "The token's claim iat must be a number of seconds since 1970."),
        (["sub": .null], "The token's claim sub must be a text or a whole number."),
        (["sub": ["anna"]], "The token's claim sub must be a text or a whole number."),
        (["sub": true], "The token's claim sub must be a text or a whole number."),
        (["sub": ""], "The token's claim sub cannot name anybody here."),
        (["sub": "key:dashboard"], "The token's claim sub cannot name anybody here."),
        (["sub": "introspected:anna"], "The token's claim sub cannot name anybody here."),
        (["sub": "anna\u{0}"], "The token's claim sub cannot name anybody here."),
        (["sub": "an\u{85}na"], "The token's claim sub cannot name anybody here."),
        (["sub": "anna\u{FFFD}"], "The token's claim sub cannot name anybody here."),
        (["sub": .string(String(repeating: "a", count: 257))], "The token's claim sub cannot name anybody here."),
        (["roles": 1], "The token's claim roles must be a text or a list of texts."),
        (["roles": ["admin", 1]], "The token's claim roles must be a text or a list of texts."),
        (["regions": ["a": 1]], "The token's claim regions must be a text or a list of texts."),
        (["iss": "https://other.example"], "The token is from another issuer."),
        (["iss": "https://login.example/cafe\u{301}"], "The token is from another issuer."),
        (["aud": "caf\u{E9}"], "The token is for another audience."),
        (["iss": ["https://login.example"]], "The token is from another issuer."),
        (["aud": "other"], "The token is for another audience."),
        (["aud": ["other", 7]], "The token is for another audience."),
        (["aud": ["a": "chat"]], "The token's claim aud must be a text or a list of texts."),
    ]

    @Test("a claim that is wrong, or of a wrong type, is told", arguments: Self.wrongClaims)
    func claims(_ wrong: (change: [String: JSONValue], reason: String)) async throws {
        let authenticator = try await self.authenticator {
            $0.audience = .named(["chat", "cafe\u{301}"])
            $0.issuer = "https://login.example/caf\u{E9}"
            $0.regionsClaim = "regions"
        }
        let fields: [String: JSONValue] = [
            "sub": "anna", "exp": .integer(self.time.seconds + 60), "iss": "https://login.example/caf\u{E9}",
            "aud": ["x", "chat"],
        ]
        #expect(await self.refusal(authenticator, try self.maker.token(.object(fields))) == "let in: anna")
        let token = try self.maker.token(.object(fields.merging(wrong.change) { $1 }))
        #expect(await self.refusal(authenticator, token) == wrong.reason)
    }

    @Test("issuer and audience that are asked for must be there; an audience that is not ours must not")
    func missing() async throws {
        let token = try self.maker.token(.object(self.sound))
        let issued = try await self.authenticator { $0.issuer = "https://login.example" }
        #expect(await self.refusal(issued, token) == "The token is from another issuer.")
        let heard = try await self.authenticator { $0.audience = .named(["chat"]) }
        #expect(await self.refusal(heard, token) == "The token is for another audience.")
        let other = try self.maker.token(.object(self.sound.merging(["aud": "chat"]) { $1 }))
        #expect(await self.refusal(try await self.authenticator(), other)?.contains("no name as one") == true)
        let endless = try self.maker.token(["sub": "anna"])
        #expect(
            await self.refusal(try await self.authenticator(), endless)
                == "The token never ends. Get one with the claim exp."
        )
    }

    @Test("clocks may differ by the skew and no more, also for a token that is remembered")
    func skew() async throws {
        let authenticator = try await self.authenticator()
        let soon = JSONValue.integer(self.time.seconds + 30)
        let token = try self.maker.token(["sub": "anna", "nbf": soon, "exp": soon])
        #expect(await self.refusal(authenticator, token) == "let in: anna")
        self.time.advance(by: .seconds(59))
        #expect(await self.refusal(authenticator, token) == "let in: anna")
        self.time.advance(by: .seconds(1))
        #expect(await self.refusal(authenticator, token) == "The token has expired. Get a new one.")
    }

    @Test("the secret before the present one does as long as it is there")
    func rotation() async throws {
        let time = self.time
        let authenticator = try await TokenAuthenticator(
            secrets: [Secret("a-new-invented-secret-of-more-than-32-bytes"), Secret(TokenMaker.secret)],
            algorithms: [.hs256],
            rules: ClaimRules()
        ) { time.now }
        #expect(await self.refusal(authenticator, try self.maker.token(.object(self.sound))) == "let in: anna")
    }

    @Test("half a character in a claim names nobody")
    func surrogates() async throws {
        let authenticator = try await self.authenticator()
        for escape in [#"\ud800"#, #"a\udc00b"#] {
            let token = try self.maker.token(json: #"{"sub":"\#(escape)","exp":\#(self.time.seconds + 60)}"#)
            #expect(await self.refusal(authenticator, token)?.hasPrefix("let in") != true, "\(escape)")
        }
    }

    @Test("a prefix tells those apart whom others name")
    func prefixed() async throws {
        let authenticator = try await self.authenticator { $0.subjectPrefix = "introspected:" }
        let token = try self.maker.token(.object(self.sound))
        #expect(try await authenticator.principal(showing: token)?.subject == "introspected:anna")
    }
}
