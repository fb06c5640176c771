import AgentRuntime
import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import Gateway

@Suite("Published keys")
struct KeySetTests {
    private let time = SetTime()

    private func claims(_ subject: String) -> JSONValue {
        ["sub": .string(subject), "exp": .integer(self.time.seconds + 100_000)]
    }

    private func authenticator(
        _ server: StubServer,
        secrets: [Secret] = [],
        algorithms: Set<TokenAlgorithm> = [.rs256, .es256]
    ) async throws -> TokenAuthenticator {
        let time = self.time
        let keys = KeySet(.init(url: server.url), http: try HTTPClient(), now: { time.now }, logger: .silent)
        return try await TokenAuthenticator(
            secrets: secrets,
            published: keys,
            algorithms: algorithms,
            rules: ClaimRules()
        ) { time.now }
    }

    private static func set(_ makers: TokenMaker...) -> String {
        JSONValue.object(["keys": .array(makers.compactMap(\.published))]).description
    }

    @Test("verify tokens by RS256 and ES256, each by the key it names, and are fetched once")
    func verifies() async throws {
        let (rsa, curve, other) = (try TokenMaker.rs256("r"), TokenMaker.es256("e"), TokenMaker.es256("o"))
        let body = Self.set(rsa, curve, other)
        let server = try await StubServer.running { _ in (200, body) }
        let authenticator = try await self.authenticator(server)
        for maker in [rsa, curve, other] {
            let principal = try await authenticator.principal(showing: maker.token(self.claims("anna")))
            #expect(principal?.subject == "anna")
        }
        let mixed = try curve.token(self.claims("eva"), header: ["kid": "o"])
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: mixed) }
        let crossed = try rsa.token(self.claims("eva"), header: ["kid": "e"])
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: crossed) }
        // Two keys for ES256: one that is not named is not guessed. One for RS256: that must be it.
        let unnamed = try curve.token(self.claims("eva"), header: ["kid": .null])
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: unnamed) }
        let only = try rsa.token(self.claims("eva"), header: ["kid": .null])
        #expect(try await authenticator.principal(showing: only)?.subject == "eva")
        #expect(server.requests.count == 1)
    }

    @Test("a public key is no secret: HS256 with it is refused, also where HS256 is allowed")
    func confusion() async throws {
        let rsa = try TokenMaker.rs256("r")
        let body = Self.set(rsa)
        let server = try await StubServer.running { _ in (200, body) }
        let modulus = try #require(rsa.published?["n"]?.string)
        let forgers = [
            TokenMaker.hs256(modulus), TokenMaker.hs256(body),
            TokenMaker.hs256(try #require(rsa.published).description),
        ]
        let mixed = try await self.authenticator(
            server,
            secrets: [Secret(TokenMaker.secret)],
            algorithms: [.hs256, .rs256]
        )
        let strict = try await self.authenticator(server)
        for forger in forgers {
            let token = try forger.token(self.claims("eva"), header: ["kid": "r"])
            await #expect(throws: AccessError.self) { try await mixed.principal(showing: token) }
            await #expect(throws: AccessError.self) { try await strict.principal(showing: token) }
        }
        let honest = try TokenMaker.hs256().token(self.claims("anna"))
        #expect(try await mixed.principal(showing: honest)?.subject == "anna")
    }

    @Test("new ones are fetched when a token names one that is not there, but not again and again")
    func rotates() async throws {
        let (old, new, unknown) = (TokenMaker.es256("old"), TokenMaker.es256("new"), TokenMaker.es256("unknown"))
        let body = NIOLockedValueBox(Self.set(old))
        let server = try await StubServer.running { _ in (200, body.withLockedValue(\.self)) }
        let authenticator = try await self.authenticator(server)
        #expect(try await authenticator.principal(showing: old.token(self.claims("anna"))) != nil)
        body.withLockedValue { $0 = Self.set(new) }
        // Within the interval nothing is fetched, whatever is shown.
        for maker in [new, unknown] {
            let token = try maker.token(self.claims("anna"))
            await #expect(throws: AccessError.self) { try await authenticator.principal(showing: token) }
        }
        #expect(server.requests.count == 1)
        self.time.advance(by: .seconds(31))
        #expect(try await authenticator.principal(showing: new.token(self.claims("anna"))) != nil)
        let stale = try old.token(self.claims("bea"))
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: stale) }
        #expect(server.requests.count == 2)
        self.time.advance(by: .seconds(601))
        #expect(try await authenticator.principal(showing: new.token(self.claims("carla"))) != nil)
        try await server.received(3)
    }

    @Test("stay good while they cannot be fetched; without any, nothing can be told")
    func outage() async throws {
        let maker = TokenMaker.es256("e")
        let answer = NIOLockedValueBox((status: 500, body: "{}"))
        let server = try await StubServer.running { _ in answer.withLockedValue(\.self) }
        let authenticator = try await self.authenticator(server)
        let token = try maker.token(self.claims("anna"))
        await #expect(throws: AccessError.unavailable) { try await authenticator.principal(showing: token) }
        self.time.advance(by: .seconds(31))
        answer.withLockedValue { $0 = (200, "[]") }
        await #expect(throws: AccessError.unavailable) { try await authenticator.principal(showing: token) }
        self.time.advance(by: .seconds(31))
        answer.withLockedValue { $0 = (200, Self.set(maker)) }
        #expect(try await authenticator.principal(showing: token) != nil)
        self.time.advance(by: .seconds(700))
        answer.withLockedValue { $0 = (503, "") }
        #expect(try await authenticator.principal(showing: maker.token(self.claims("bea"))) != nil)
        try await server.received(4)
    }

    @Test("are tried for again soon while there are none, whatever the interval, and not at once")
    func firstFetch() async throws {
        let maker = TokenMaker.es256("e")
        let server = try await StubServer.running { _ in (503, "") }
        let time = self.time
        let keys = KeySet(
            .init(url: server.url, minimumInterval: .seconds(3600)),
            http: try HTTPClient(),
            now: { time.now },
            logger: .silent
        )
        let token = try SignedToken(maker.token(self.claims("anna")), allowed: [.es256])
        var fetches: [Int] = []
        for _ in 0..<15 {
            await #expect(throws: AccessError.unavailable) { _ = try await keys.key(of: token) }
            fetches.append(server.requests.count)
            self.time.advance(by: .seconds(1))
        }
        // At 0, 1, 3, 8 and 13 seconds.
        #expect(fetches == [1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5])
    }

    @Test("go on being used while they are fetched again")
    func background() async throws {
        let maker = TokenMaker.es256("e")
        let set = Self.set(maker)
        let gate = NIOLockedValueBox<Gate?>(nil)
        let server = try await StubServer.running(hold: { gate.withLockedValue(\.self) }) { _ in (200, set) }
        let time = self.time
        let keys = KeySet(.init(url: server.url), http: try HTTPClient(), now: { time.now }, logger: .silent)
        let token = try SignedToken(maker.token(self.claims("anna")), allowed: [.es256])
        #expect(try await keys.key(of: token) != nil)
        self.time.advance(by: .seconds(700))
        let closed = Gate()
        gate.withLockedValue { $0 = closed }
        #expect(try await keys.key(of: token) != nil)
        // It is there although the fetch has not ended.
        #expect(await keys.isFetching)
        try await server.received(2)
        closed.open()
    }

    @Test("that are much too old are not used before the issuer was asked whether it has taken them back")
    func takenBack() async throws {
        let (maker, gone) = (TokenMaker.es256("e"), TokenMaker.es256("gone"))
        let body = NIOLockedValueBox(Self.set(maker, gone))
        let server = try await StubServer.running { _ in (200, body.withLockedValue(\.self)) }
        let authenticator = try await self.authenticator(server)
        #expect(try await authenticator.principal(showing: gone.token(self.claims("anna"))) != nil)
        body.withLockedValue { $0 = Self.set(maker) }
        self.time.advance(by: .seconds(1300))
        let stale = try gone.token(self.claims("eva"))
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: stale) }
        #expect(server.requests.count == 2)
    }

    @Test("many who ask at once make one fetch")
    func together() async throws {
        let maker = TokenMaker.es256("e")
        let body = Self.set(maker)
        let server = try await StubServer.running { _ in (200, body) }
        let authenticator = try await self.authenticator(server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                let token = try maker.token(self.claims("s\(number)"))
                group.addTask { _ = try await authenticator.principal(showing: token) }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 1)
    }

    @Test("that are meant for something else, too short or damaged are passed over, and the others used")
    func unusable() async throws {
        let good = TokenMaker.es256("good")
        let short = try TokenMaker.rs256("short", bits: 1024)
        var encrypting = TokenMaker.es256("enc").published?.object ?? [:]
        encrypting["use"] = "enc"
        var other = TokenMaker.es256("alg").published?.object ?? [:]
        other["alg"] = "ES384"
        let set: JSONValue = [
            "keys": .array([
                7, [:], ["kty": "oct", "k": "c2VjcmV0", "kid": "oct"], ["kty": "OKP", "crv": "X25519", "x": "AA"],
                ["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "damaged"], .object(encrypting),
                .object(other), short.published ?? .null, good.published ?? .null,
            ])
        ]
        let body = set.description
        let server = try await StubServer.running { _ in (200, body) }
        let authenticator = try await self.authenticator(server)
        #expect(try await authenticator.principal(showing: good.token(self.claims("anna"))) != nil)
        let weak = try short.token(self.claims("anna"))
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: weak) }
        // The only key that can be used is found without a name.
        let unnamed = try good.token(self.claims("bea"), header: ["kid": .null])
        #expect(try await authenticator.principal(showing: unnamed) != nil)
    }
}
