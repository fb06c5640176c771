/// Addresses that begin alike, as `192.0.2.0/24` names them (RFC 4632, RFC 4291 §2.3).
public struct AddressBlock: Hashable, Sendable {
    private let start: IPAddress
    /// Bits that are alike.
    private let length: Int

    /// - Parameter text: an address, alone or with `/` and how many of its bits count.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = IPAddress(String(parts[0])) else { return nil }
        let width = start.bytes.count * 8
        guard parts.count == 2 else {
            self.start = start
            self.length = width
            return
        }
        guard parts[1].allSatisfy(\.isASCII), let length = Int(parts[1]), (0...width).contains(length),
            parts[1].first?.isNumber == true
        else { return nil }
        self.start = start
        self.length = length
    }

    /// Whether the address is one of them. IPv4 and IPv6 are never alike.
    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == self.start.bytes.count else { return false }
        let whole = self.length / 8
        guard address.bytes[..<whole] == self.start.bytes[..<whole] else { return false }
        let rest = self.length % 8
        return rest == 0 || (address.bytes[whole] ^ self.start.bytes[whole]) >> (8 - rest) == 0
    }
}

extension AddressBlock: CustomStringConvertible {
    public var description: String { "\(self.start)/\(self.length)" }
}
