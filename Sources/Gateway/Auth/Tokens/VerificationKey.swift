import AgentRuntime
import Foundation
import JWTKit

/// A key that tells whether a signature is good, for one algorithm and no other.
struct VerificationKey: Sendable {
    private let verifier: any JWTAlgorithm

    /// A secret for HS256.
    init(secret: Secret) async throws {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret.value), digestAlgorithm: .sha256)
        self.verifier = try await keys.getKey()
    }

    /// A published key (RFC 7517 §4) for `algorithm`.
    /// - Throws: whatever is wrong with it: of another kind, meant for something else, too short.
    init(published key: JSONValue, algorithm: TokenAlgorithm) async throws {
        guard key["use"] == nil || key["use"] == "sig", key["alg"] == nil || key["alg"]?.string == algorithm.rawValue
        else { throw Unusable() }
        switch (algorithm, key["kty"]?.string) {
        case (.rs256, "RSA"):
            // RFC 7518 §3.3: 2048 bits or more.
            guard let modulus = key["n"]?.string, let bytes = Base64URL.decoded(modulus.utf8),
                bytes.drop(while: { $0 == 0 }).count >= 256
            else { throw Unusable() }
        case (.es256, "EC"):
            guard key["crv"] == "P-256" else { throw Unusable() }
        default: throw Unusable()
        }
        // What stands in a public key alone: nothing else is read, so that nothing else can go wrong.
        var members = (key.object ?? [:]).filter { ["kty", "n", "e", "crv", "x", "y"].contains($0.key) }
        members["kid"] = "key"
        members["alg"] = .string(algorithm.rawValue)
        let keys = JWTKeyCollection()
        try await keys.add(jwk: JSONDecoder().decode(JWK.self, from: Data(JSONValue.object(members).encoded)))
        self.verifier = try await keys.getKey(for: "key", alg: algorithm.rawValue)
        guard self.verifier.name == algorithm.rawValue else { throw Unusable() }
    }

    /// Not a key for the algorithm.
    struct Unusable: Error {}

    func verifies(_ token: SignedToken) -> Bool {
        guard self.verifier.name == token.algorithm.rawValue else { return false }
        return (try? self.verifier.verify(token.signature, signs: token.signed)) ?? false
    }
}
