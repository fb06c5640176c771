import AgentRuntime

/// A signed JSON Web Token in its compact form (RFC 7515 §3.1), taken apart and not yet believed.
struct SignedToken {
    let algorithm: TokenAlgorithm
    /// Names the key that signed it.
    let keyID: String?
    let claims: [String: JSONValue]
    let signature: [UInt8]
    /// What was signed.
    let signed: [UInt8]

    /// Whether `token` has the form of one, so that nobody else need be asked about it.
    static func isForm(of token: Secret) -> Bool {
        token.value.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    /// - Parameter allowed: how it may be signed; what its header says decides nothing beyond these.
    /// - Throws: ``AccessError/invalid(_:)``.
    init(_ token: Secret, allowed: Set<TokenAlgorithm>) throws(AccessError) {
        let bytes = Array(token.value.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decoded(parts[2]), !signature.isEmpty,
            let header = Self.object(parts[0]), let claims = Self.object(parts[1])
        else {
            throw .invalid("The token is not a signed JSON Web Token. Send it as it was given.")
        }
        // RFC 7515 §4.1.11: what must be understood, and is not, makes it invalid.
        guard header["crit"] == nil else { throw .invalid("The token's header asks for what is not understood here.") }
        guard let algorithm = header["alg"]?.string.flatMap(TokenAlgorithm.init), allowed.contains(algorithm) else {
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            throw .invalid("The token is not signed in a way that is accepted here. Accepted: \(names).")
        }
        switch header["kid"] {
        case nil: self.keyID = nil
        case .string(let id)?: self.keyID = id
        default: throw .invalid("The token's kid is not a text.")
        }
        self.algorithm = algorithm
        self.claims = claims
        self.signature = signature
        self.signed = Array(bytes[..<parts[1].endIndex])
    }

    private static func object(_ part: ArraySlice<UInt8>) -> [String: JSONValue]? {
        guard let bytes = Base64URL.decoded(part) else { return nil }
        return (try? JSONValue(parsing: bytes))?.object
    }
}
