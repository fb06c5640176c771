import HTTPTransport
import NIOConcurrencyHelpers
import NIOCore

/// Counts the connections of each address at their other end, up to a limit. Trusted proxies are not counted.
package final class ConnectionSlots: Sendable {
    private let limit: Int?
    private let proxies: GatewaySettings.Proxies
    private let counts = NIOLockedValueBox<[IPAddress: Int]>([:])

    /// - Parameter limit: connections of one address; any number if `nil`.
    init(perAddress limit: Int? = nil, proxies: GatewaySettings.Proxies = .init()) {
        self.limit = limit
        self.proxies = proxies
    }

    /// Counts a connection until it ends.
    /// - Returns: `false` where its address has as many as it may.
    func take(_ channel: any Channel) -> Bool {
        let peer = Peer(channel.remoteAddress, proxies: self.proxies)
        guard let limit, let address = peer.origin({ _ in [] }).accountable else { return true }
        let hasRoom = self.counts.withLockedValue { counts in
            guard counts[address, default: 0] < limit else { return false }
            counts[address, default: 0] += 1
            return true
        }
        if hasRoom {
            channel.closeFuture.whenComplete { _ in self.counts.withLockedValue { $0.giveBack(address) } }
        }
        return hasRoom
    }
}

/// Closes a connection that is one too many, before it has said anything.
final class ClosedDoor: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        context.close(promise: nil)
    }
}
