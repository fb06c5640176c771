import HTTPTransport
import HTTPTypes
import NIOCore
import NIOHTTP1

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
            // Whoever came to a proxy is held to account, in a trusted block too: not all that is in one is a proxy.
            origin.isProxy = false
            guard self.isTrusted(address) else { break }
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
