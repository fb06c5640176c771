/// Names somebody, as a token or a client does. Two names are one if they are the same bytes: to Swift's own comparison texts
/// that only look alike are equal, and names are not to be normalised (RFC 7519 §2).
///
/// It is not `RawRepresentable`, whose operators would compare texts as Swift does.
public struct Subject: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }
    public init(stringLiteral value: String) { self.name = value }

    public static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in self.name.utf8 { hasher.combine(byte) }
        // Unlike any byte of UTF-8, so that one name does not run on into the next.
        hasher.combine(UInt8.max)
    }

    public var description: String { self.name }
}

extension Subject: Codable {
    public init(from decoder: any Decoder) throws {
        self.name = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.name)
    }
}

extension StringProtocol {
    /// Whether both are the same UTF-8, which texts that are equal to Swift need not be.
    package func hasSameBytes(as other: some StringProtocol) -> Bool {
        self.utf8.elementsEqual(other.utf8)
    }
}
