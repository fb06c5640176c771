import AgentRuntime
import Crypto
import CryptoExtras
import Foundation

@testable import Gateway

/// Makes tokens, good ones and others, without the library that verifies them.
struct TokenMaker: Sendable {
    let algorithm: String
    let keyID: String?
    /// The key as an issuer publishes it; `nil` for a secret.
    let published: JSONValue?
    private let sign: @Sendable ([UInt8]) throws -> [UInt8]

    static func hs256(_ secret: String = Self.secret) -> TokenMaker {
        TokenMaker(algorithm: "HS256", keyID: nil, published: nil) { signed in
            Array(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Array(secret.utf8))))
        }
    }

    static func es256(_ keyID: String) -> TokenMaker {
        let key = P256.Signing.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        let published: JSONValue = [
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": .string(keyID),
            "x": .string(Base64URL.encoded(point.prefix(32))), "y": .string(Base64URL.encoded(point.suffix(32))),
        ]
        return TokenMaker(algorithm: "ES256", keyID: keyID, published: published) { signed in
            Array(try key.signature(for: signed).rawRepresentation)
        }
    }

    static func rs256(_ keyID: String, bits: Int = 2048) throws -> TokenMaker {
        let key = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
        let primitives = try key.publicKey.getKeyPrimitives()
        let published: JSONValue = [
            "kty": "RSA", "kid": .string(keyID), "n": .string(Base64URL.encoded(primitives.modulus)),
            "e": .string(Base64URL.encoded(primitives.publicExponent)),
        ]
        return TokenMaker(algorithm: "RS256", keyID: keyID, published: published) { signed in
            Array(try key.signature(for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }

    /// As long as it must be; invented.
    static let secret = "an-invented-secret-of-40-bytes-for-tests"

    /// - Parameter header: over what the header says of itself; `null` takes away.
    func token(_ claims: JSONValue, header: [String: JSONValue] = [:]) throws -> Secret {
        var fields: [String: JSONValue] = ["alg": .string(self.algorithm), "typ": "JWT"]
        if let keyID { fields["kid"] = .string(keyID) }
        fields = fields.merging(header) { _, over in over }.filter { $0.value != .null }
        return try self.token(header: JSONValue.object(fields).encoded, payload: claims.encoded)
    }

    /// - Parameter claims: as they are written.
    func token(json claims: String) throws -> Secret {
        let header: JSONValue = ["alg": .string(self.algorithm)]
        return try self.token(header: header.encoded, payload: Array(claims.utf8))
    }

    private func token(header: [UInt8], payload: [UInt8]) throws -> Secret {
        let signed = "\(Base64URL.encoded(header)).\(Base64URL.encoded(payload))"
        return Secret("\(signed).\(Base64URL.encoded(try self.sign(Array(signed.utf8))))")
    }

    /// A token for `subject` that is good for ten minutes.
    func token(for subject: String, roles: [String] = [], regions: [String]? = nil) throws -> Secret {
        var claims: [String: JSONValue] = [
            "sub": .string(subject), "exp": .integer(Int(Timestamp.now.milliseconds / 1000) + 600),
            "roles": .array(roles.map { .string($0) }),
        ]
        if let regions { claims["regions"] = .array(regions.map { .string($0) }) }
        return try self.token(.object(claims))
    }
}
