extension IPAddress {
    /// Whether it belongs to a host of the public internet, by IANA's registries of special-purpose addresses (RFC 6890):
    /// neither private, loopback, link-local or multicast, nor reserved, set aside for documentation or out of use. An IPv6
    /// address that stands for an IPv4 address counts as that.
    public var isPublic: Bool {
        if let inner = self.embeddedIPv4 { return inner.isPublic }
        if self.bytes.count == 4 { return !Self.specialIPv4.contains { $0.contains(self) } }
        return Self.globalUnicast.contains { $0.contains(self) } && !Self.specialIPv6.contains { $0.contains(self) }
    }

    /// The IPv4 address that a mapped address (RFC 4291 §2.5.5.2) or one of a translator (RFC 6052) stands for.
    private var embeddedIPv4: IPAddress? {
        guard Self.embeddings.contains(where: { $0.contains(self) }) else { return nil }
        return IPAddress(bytes: Array(self.bytes[12...]))
    }

    private static let embeddings = ["::ffff:0:0/96", "64:ff9b::/96"].compactMap(AddressBlock.init)

    private static let specialIPv4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(AddressBlock.init)

    /// The only IPv6 addresses that are given to hosts of the internet.
    private static let globalUnicast = ["2000::/3"].compactMap(AddressBlock.init)

    /// What is special within ``globalUnicast``: protocol assignments with Teredo, documentation, 6to4.
    private static let specialIPv6 = [
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ].compactMap(AddressBlock.init)
}
