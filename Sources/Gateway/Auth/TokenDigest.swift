import AgentRuntime
import Crypto

/// The SHA-256 of a secret, under which it is looked up: what is kept does not give the secret away, and how long a look
/// takes tells nothing of it.
struct TokenDigest: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ secret: Secret) {
        self.bytes = Array(SHA256.hash(data: Array(secret.value.utf8)))
    }

    /// Compares every byte, wherever the first difference is.
    func isEqual(to other: [UInt8]) -> Bool {
        guard self.bytes.count == other.count else { return false }
        return zip(self.bytes, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    var hexadecimal: String {
        self.bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
