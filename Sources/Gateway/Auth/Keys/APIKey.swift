public import AgentRuntime

/// A key that a server shows in the place of a token: 256 random bits, of which configuration holds the hash alone. So many
/// bits need no salt and no slow hash.
public struct APIKey: Sendable {
    /// What a key begins with, so that a leaked one is recognised by those who look for such.
    public static let prefix = "csk_"

    /// The key, to be shown once.
    public let secret: Secret

    /// A new one, from the system's secure random numbers.
    public init() {
        self.secret = .random(prefix: Self.prefix)
    }

    /// As configuration writes it: `sha256:` and 64 hexadecimal digits.
    public var hash: String { "\(APIKeyHash.scheme)\(TokenDigest(self.secret).hexadecimal)" }
}

/// What configuration knows of a key.
public struct APIKeyHash: Hashable, Sendable {
    static let scheme = "sha256:"
    let bytes: [UInt8]

    /// - Returns: `nil` unless `text` is as ``APIKey/hash`` writes it; the digits' case does not matter.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.scheme) else { return nil }
        let digits = Array(text.utf8.dropFirst(Self.scheme.utf8.count))
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        self.bytes = bytes
    }
}
