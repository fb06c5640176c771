/// How a token may be signed (RFC 7518 §3.1). There is no case for `none`, and what is not listed is not accepted.
public enum TokenAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// With a secret that both sides know.
    case hs256 = "HS256"
    /// With a private RSA key, of whose pair the public one is published.
    case rs256 = "RS256"
    /// With a private key on the curve P-256, of whose pair the public one is published.
    case es256 = "ES256"

    /// Whether whoever can verify a token could also have made it.
    public var isSymmetric: Bool { self == .hs256 }
}
