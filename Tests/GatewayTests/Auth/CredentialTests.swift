import AgentRuntime
import AgentTesting
import Testing

@testable import Gateway

@Suite("Credentials")
struct CredentialTests {
    @Test("a key is let in by its hash alone, under its holder's name")
    func keys() async throws {
        let (key, other) = (APIKey(), APIKey())
        #expect(key.secret != other.secret)
        #expect(key.secret.value.utf8.count == 47)
        let authenticator = APIKeyAuthenticator([
            .init(name: "other", hash: try #require(APIKeyHash(other.hash)), isAdmin: true),
            .init(
                name: "dashboard",
                hash: try #require(APIKeyHash(key.hash.replacing("sha256:", with: "").uppercased().prefixed)),
                regions: [RegionID(rawValue: "lombardia")]
            ),
        ])
        let principal = try await authenticator.principal(showing: key.secret)
        #expect(principal == Principal(subject: "key:dashboard", regions: [RegionID(rawValue: "lombardia")]))
        #expect(try await authenticator.principal(showing: other.secret)?.isAdmin == true)
        #expect(try await authenticator.principal(showing: Secret("opaque")) == nil)
        await #expect(throws: AccessError.self) { try await authenticator.principal(showing: APIKey().secret) }
        // What configuration holds lets nobody in.
        await #expect(throws: AccessError.self) {
            try await authenticator.principal(showing: Secret("csk_\(key.hash)"))
        }
    }

    @Test(
        "a hash is 64 digits behind its name",
        arguments: [
            "", "sha256:", "sha256:00", "md5:\(String(repeating: "0", count: 64))",
            "sha256:\(String(repeating: "g", count: 64))", "sha256:\(String(repeating: "0", count: 65))",
            "sha256:+\(String(repeating: "0", count: 63))",
        ]
    )
    func hashes(_ text: String) {
        #expect(APIKeyHash(text) == nil)
    }

    @Test("a token stands in the field as RFC 6750 says, or is none")
    func fields() throws {
        #expect(try BearerToken.inField(nil) == nil)
        #expect(try BearerToken.inField("Basic dXNlcjpwYXNz") == nil)
        #expect(try BearerToken.inField("Bearer abc") == Secret("abc"))
        #expect(try BearerToken.inField("bearer  a-b._~+/=") == Secret("a-b._~+/="))
        for field in ["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer \"a\"", "Bearer é"] {
            #expect(throws: AccessError.self, "\(field)") { try BearerToken.inField(field) }
        }
        let longest = String(repeating: "a", count: 8192)
        #expect(try BearerToken.inField("Bearer \(longest)") == Secret(longest))
        #expect(throws: AccessError.self) { try BearerToken.inField("Bearer \(longest)a") }
    }

    @Test("a token stands among the subprotocols beside one that can be chosen, and is itself never chosen")
    func subprotocols() throws {
        #expect(try BearerToken.inSubprotocols(["chat.v1", "token.abc"]) == Secret("abc"))
        #expect(try BearerToken.inSubprotocols(["chat.v1"]) == nil)
        for offered in [["chat.v1", "token."], ["token.abc"], ["chat.v2", "token.abc"]] {
            #expect(throws: AccessError.self, "\(offered)") { try BearerToken.inSubprotocols(offered) }
        }
        #expect(BearerToken.chosen(of: ["token.abc", "chat.v1"]) == "chat.v1")
        #expect(BearerToken.chosen(of: ["v1", "token.abc"]) == nil)
        #expect(BearerToken.chosen(of: ["v1"]) == nil)
    }

    @Test("a cache forgets what is old and what is too much, and nothing else")
    func cache() {
        let cache = ExpiringCache<Int, String>(limit: 3)
        func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1000) }
        for key in 0..<10 { cache.insert("\(key)", for: key, until: at(Int64(key) + 1)) }
        #expect((0..<10).filter { cache.value(of: $0, at: at(0)) != nil } == [7, 8, 9])
        #expect(cache.count == 3)
        #expect(cache.value(of: 7, at: at(8)) == nil)
        cache.insert("new", for: 9, until: at(100))
        #expect(cache.value(of: 9, at: at(50)) == "new")
        #expect(cache.value(of: 8, at: at(8)) == "8")
    }

    @Test("base 64 for URLs has one way to be written")
    func base64() {
        for bytes: [UInt8] in [[], [0], [0xFF, 0xFE], [1, 2, 3], Array(0...255)] {
            #expect(Base64URL.decoded(Base64URL.encoded(bytes).utf8) == bytes)
        }
        #expect(Base64URL.encoded([0xFB, 0xFF]) == "-_8")
        for text in ["A", "AB", "AAB", "AA==", "+/8", "A A", "AAAAA"] {
            #expect(Base64URL.decoded(text.utf8) == nil, "\(text)")
        }
    }
}

extension String {
    fileprivate var prefixed: String { "sha256:\(self)" }
}
