import HTTPTransport

/// Where a request comes from, as far as its connection and the proxies we trust tell.
package struct ClientOrigin: Equatable, Sendable {
    /// The client's address; `nil` where nobody knows.
    var address: IPAddress?
    /// Whether it is that of a proxy we trust which did not tell who came to it.
    var isProxy = false
    /// Whether a proxy says that the client speaks TLS with it.
    var isSecure = false
    /// The host that the client asked a proxy for.
    var host: String?

    /// The address that limits count by, an IPv6 address with its neighbours in the same /64; `nil` for a proxy, which
    /// stands for many.
    var accountable: IPAddress? { self.isProxy ? nil : self.address?.household }
}

extension IPAddress {
    /// All addresses of a /64, which one subscriber has whole (RFC 6177), as one; an IPv4 address as it is.
    fileprivate var household: IPAddress {
        guard self.bytes.count == 16 else { return self }
        return IPAddress(bytes: self.bytes[..<8] + [UInt8](repeating: 0, count: 8)) ?? self
    }

    /// An IPv4 address that is written as an IPv6 one (RFC 4291 §2.5.5.2), as itself.
    var unmapped: IPAddress {
        let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        guard self.bytes.count == 16, self.bytes.starts(with: prefix) else { return self }
        return IPAddress(bytes: Array(self.bytes[12...])) ?? self
    }
}
