extension IPAddress {
    /// Whether it belongs to a host of the public internet, by IANA's registries of special-purpose addresses (RFC 6890):
    /// neither private, loopback, link-local or multicast, nor reserved, set aside for documentation or out of use. An IPv6
    /// address that stands for an IPv4 address counts as that.
    public var isPublic: Bool {
        if let inner = self.embeddedIPv4 { return inner.isPublic }
        if self.bytes.count == 4 { return !Self.specialIPv4.contains { $0.contains(self) } }
        return Self.globalUnicast.contains(self) && !Self.specialIPv6.contains { $0.contains(self) }
    }

    /// The IPv4 address that a mapped address (RFC 4291 §2.5.5.2) or one of a translator (RFC 6052) stands for.
    private var embeddedIPv4: IPAddress? {
        guard Self.embeddings.contains(where: { $0.contains(self) }) else { return nil }
        return IPAddress(bytes: Array(self.bytes[12...]))
    }

    private static let embeddings = [Block("::ffff:0:0", 96), Block("64:ff9b::", 96)]

    private static let specialIPv4 = [
        Block("0.0.0.0", 8), Block("10.0.0.0", 8), Block("100.64.0.0", 10), Block("127.0.0.0", 8),
        Block("169.254.0.0", 16), Block("172.16.0.0", 12), Block("192.0.0.0", 24), Block("192.0.2.0", 24),
        Block("192.88.99.0", 24), Block("192.168.0.0", 16), Block("198.18.0.0", 15), Block("198.51.100.0", 24),
        Block("203.0.113.0", 24), Block("224.0.0.0", 4), Block("240.0.0.0", 4),
    ]

    /// The only IPv6 addresses that are given to hosts of the internet.
    private static let globalUnicast = Block("2000::", 3)

    /// What is special within ``globalUnicast``: protocol assignments with Teredo, documentation, 6to4.
    private static let specialIPv6 = [
        Block("2001::", 23), Block("2001:db8::", 32), Block("2002::", 16), Block("3fff::", 20),
    ]

    /// Addresses that begin alike.
    private struct Block {
        let start: [UInt8]
        let length: Int

        init(_ start: String, _ length: Int) {
            self.start = IPAddress(start)?.bytes ?? []
            self.length = length
        }

        func contains(_ address: IPAddress) -> Bool {
            guard address.bytes.count == self.start.count else { return false }
            let whole = self.length / 8
            guard address.bytes[..<whole] == self.start[..<whole] else { return false }
            let rest = self.length % 8
            return rest == 0 || (address.bytes[whole] ^ self.start[whole]) >> (8 - rest) == 0
        }
    }
}
