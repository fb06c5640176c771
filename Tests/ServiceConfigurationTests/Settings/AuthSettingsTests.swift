import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct AuthSettingsTests {
    private static let secret = "an-invented-secret-of-40-bytes-for-tests"
    private static let hash = "sha256:\(String(repeating: "0a", count: 32))"

    @Test func everyKeyHasItsDocumentedDefault() throws {
        let auth = try decode(ServiceSettings.self, "{}\n").auth
        #expect(auth.mode == .open)
        #expect(auth.jwt.secret == nil && auth.jwt.previousSecret == nil && auth.jwt.keysURL == nil)
        #expect(auth.jwt.algorithms == nil && auth.jwt.issuer == nil && auth.jwt.audiences == nil)
        #expect(auth.jwt.requiresExpiry)
        #expect(auth.jwt.keysLifetime == .seconds(600) && auth.jwt.keysInterval == .seconds(30))
        #expect(auth.introspection == nil && auth.keys.isEmpty)
        #expect(auth.subjectClaim == "sub" && auth.regionsClaim == nil)
        #expect(auth.rolesClaim == "roles" && auth.adminRole == "admin")
        #expect(auth.clockSkew == .seconds(30) && auth.ticketLifetime == .seconds(30))
    }

    @Test func everyKeyCanBeSet() throws {
        let auth = try decode(
            ServiceSettings.self,
            """
            auth:
              mode: strict
              subject_claim: userId
              regions_claim: areas
              roles_claim: scope
              admin_role: chat-admin
              clock_skew: 0s
              ticket_lifetime: 1m
              jwt:
                secret: \(Self.secret)
                previous_secret: ${OLD}
                jwks_url: https://login.example.org/keys
                algorithms: [HS256, ES256]
                issuer: https://login.example.org/
                audience: [chat, chat-test]
                requires_expiry: false
                jwks_lifetime: 1h
                jwks_interval: 5s
              introspection:
                url: https://login.example.org/introspect
                client_id: chat
                client_secret: invented
                memory: 5s
                issuer: https://login.example.org/
                audience: chat
              keys:
                - {name: dashboard, hash: "\(Self.hash)", admin: true, regions: [lombardia]}
            """,
            environment: ["OLD": "another-invented-secret-of-40-bytes-here"]
        ).auth
        #expect(auth.mode == .strict)
        #expect(auth.subjectClaim == "userId" && auth.regionsClaim == "areas")
        #expect(auth.rolesClaim == "scope" && auth.adminRole == "chat-admin")
        #expect(auth.clockSkew == .zero && auth.ticketLifetime == .seconds(60))
        #expect(auth.jwt.secret == Secret(Self.secret))
        #expect(auth.jwt.previousSecret == Secret("another-invented-secret-of-40-bytes-here"))
        #expect(auth.jwt.keysURL == "https://login.example.org/keys")
        #expect(auth.jwt.algorithms == [.hs256, .es256])
        #expect(auth.jwt.audiences == ["chat", "chat-test"])
        #expect(!auth.jwt.requiresExpiry)
        #expect(auth.jwt.keysLifetime == .seconds(3600) && auth.jwt.keysInterval == .seconds(5))
        #expect(auth.introspection?.clientSecret == Secret("invented"))
        #expect(auth.introspection?.memory == .seconds(5))
        #expect(auth.introspection?.audiences == ["chat"])
        #expect(auth.keys.map(\.name.value) == ["dashboard"])
        #expect(auth.keys[0].isAdmin && auth.keys[0].regions?.map(\.value) == ["lombardia"])
        #expect(!"\(auth)".contains(Self.secret))
    }

    @Test(arguments: [
        ("auth: {mode: strickt}\n", "f.yaml:1: auth.mode: \"strickt\" is no choice. Did you mean \"strict\"?"),
        (
            "auth:\n  jwt:\n    secret: short\n",
            "f.yaml:3: auth.jwt.secret: A secret for HS256 has 32 bytes or more. "
                + "Make one with \"openssl rand -base64 48\", for both sides."
        ),
        (
            "auth:\n  jwt:\n    algorithms: [none]\n",
            "f.yaml:3: auth.jwt.algorithms: \"none\" is not accepted. There are: ES256, HS256, RS256."
        ),
        (
            "auth:\n  jwt:\n    algorithms: [RS256]\n",
            "f.yaml:3: auth.jwt.algorithms: RS256 needs the keys of jwks_url. Name it, or remove the algorithm."
        ),
        (
            "auth:\n  jwt:\n    jwks_url: https://a.example/keys\n    issuer: https://a.example\n",
            "f.yaml:3: auth.jwt.jwks_url: Published keys sign tokens for others too. "
                + "Name issuer and audience beside jwks_url."
        ),
        (
            "auth:\n  jwt:\n    jwks_url: login.example\n",
            "f.yaml:3: auth.jwt.jwks_url: This is not a URL to ask at. "
                + "Write one such as https://login.example.org/keys, without ? and #."
        ),
        (
            "auth:\n  jwt: {audience: []}\n",
            "f.yaml:2: auth.jwt.audience: It is empty. Write a text, or a list of texts."
        ),
        (
            "auth:\n  keys:\n  - {name: a, hash: csk_x}\n",
            "f.yaml:3: auth.keys[0].hash: This is no key's hash. "
                + "Write what \"chat-service keys new\" prints: sha256: and 64 hexadecimal digits."
        ),
        (
            "auth:\n  keys:\n  - {name: a, hash: \"\(Self.hash)\"}\n  - {name: a, hash: \"\(Self.hash)\"}\n",
            "f.yaml:4: Two keys are named \"a\". Give each a name of its own."
        ),
        (
            "auth: {clock_skew: 11m}\n",
            "f.yaml:1: auth.clock_skew: 11m is out of range. Write a duration from 0s to 10m."
        ),
        (
            "auth: {introspection: {url: https://a.example/i, client_id: c}}\n",
            "f.yaml:1: auth.introspection.client_secret is missing. Add the key \"client_secret\"."
        ),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(mistake(ServiceSettings.self, text) == message)
    }

    @Test func theEnvironmentWins() throws {
        let folder = try ConfigurationFolder(["config/service.yaml": "auth: {mode: strict}\n"])
        let loaded = try folder.load(
            environment: ["CHAT_SERVICE_AUTH": "create", "JWT_SECRET": Self.secret, "JWT_SECRET_PREVIOUS": ""]
        )
        #expect(loaded.service.auth.mode == .create)
        #expect(loaded.service.auth.jwt.secret == Secret(Self.secret))
        #expect(loaded.service.auth.jwt.previousSecret == nil)
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_AUTH": "on"])
                == "environment: CHAT_SERVICE_AUTH is \"on\". Set it to open, create or strict."
        )
        #expect(
            folder.mistake(environment: ["JWT_SECRET": "short"])?.hasPrefix("environment: JWT_SECRET is too short.")
                == true
        )
        // Where nobody is asked, somebody else's variable does no harm.
        _ = try folder.load(environment: ["CHAT_SERVICE_AUTH": "open", "JWT_SECRET": "short"])
    }

    @Test func askingWithoutKnowingIsAMistake() throws {
        let nobody = try ConfigurationFolder(["config/service.yaml": "port: 1\nauth:\n  mode: strict\n"])
        #expect(
            nobody.mistake()
                == "config/service.yaml:2: auth.mode is strict, and nobody can tell whether a token is good. "
                + "Set JWT_SECRET, or give auth.jwt, auth.keys or auth.introspection."
        )
        let shared = try ConfigurationFolder([
            "config/service.yaml":
                "auth: {mode: create, jwt: {algorithms: [HS256]}, keys: [{name: a, hash: \"\(Self.hash)\"}]}\n"
        ])
        #expect(shared.mistake()?.contains("HS256 needs a secret") == true)
        #expect(shared.mistake(environment: ["JWT_SECRET": Self.secret]) == nil)
        let region = try ConfigurationFolder([
            "config/service.yaml": "auth:\n  keys:\n  - name: a\n    hash: \"\(Self.hash)\"\n    regions: [lombardai]\n"
        ])
        #expect(region.mistake()?.hasPrefix("config/service.yaml:5: ") == true)
        #expect(region.mistake()?.contains("Did you mean \"lombardia\"?") == true)
    }
}
