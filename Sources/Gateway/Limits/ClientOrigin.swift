import HTTPTransport
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Where a request comes from, as far as its connection and the proxies we trust tell.
package struct ClientOrigin: Equatable, Sendable {
    /// The client's address; `nil` where nobody knows.
    var address: IPAddress?
    /// Whether it is that of a proxy we trust: who comes from one, and not through it, is its own or is not told.
    var isProxy = false
    /// Whether a proxy says that the client speaks TLS with it.
    var isSecure = false
    /// The host that the client asked a proxy for.
    var host: String?

    /// The address that limits count by, an IPv6 address with its neighbours in the same /64; `nil` for a proxy, which
    /// stands for many.
    var accountable: IPAddress? { self.isProxy ? nil : self.address?.household }
}

/// The other end of a connection, and whose word counts about who is behind it.
struct Peer: Sendable {
    /// Of the connection whose requests the task answers.
    @TaskLocal static var current = Peer(address: nil, proxies: .init())

    let address: IPAddress?
    let proxies: GatewaySettings.Proxies

    init(address: IPAddress?, proxies: GatewaySettings.Proxies) {
        self.address = address?.unmapped
        self.proxies = proxies
    }

    init(_ address: SocketAddress?, proxies: GatewaySettings.Proxies) {
        self.init(address: address?.ipAddress.flatMap { IPAddress($0) }, proxies: proxies)
    }

    /// Where a request on this connection comes from.
    /// - Parameter field: the values of a header field, one for each time it was sent.
    func origin(_ field: (_ name: String) -> [String]) -> ClientOrigin {
        guard let address, self.isTrusted(address) else { return ClientOrigin(address: self.address) }
        let hops =
            switch self.proxies.headers {
            case .xForwarded: ForwardedHop.xForwarded(field)
            case .forwarded: ForwardedHop.forwarded(field("forwarded"))
            }
        return self.origin(behind: address, hops)
    }

    /// Goes back from proxy to proxy, as long as one we trust tells who came to it.
    private func origin(behind peer: IPAddress, _ hops: [ForwardedHop]) -> ClientOrigin {
        var origin = ClientOrigin(address: peer, isProxy: true)
        for hop in hops.reversed() {
            origin.isSecure = hop.isSecure ?? origin.isSecure
            origin.host = hop.host ?? origin.host
            guard let address = hop.address else { break }
            origin.address = address
            origin.isProxy = self.isTrusted(address)
            if !origin.isProxy { break }
        }
        return origin
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        self.proxies.trusted.contains { $0.contains(address) }
    }
}

extension Peer {
    func origin(_ headers: HTTPFields) -> ClientOrigin {
        self.origin { name in HTTPField.Name(name).map { headers[values: $0] } ?? [] }
    }

    func origin(_ headers: NIOHTTP1.HTTPHeaders) -> ClientOrigin {
        self.origin { headers[$0] }
    }
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
