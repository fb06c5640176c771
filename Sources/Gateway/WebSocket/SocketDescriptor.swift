import Glibc
import NIOCore

/// A second descriptor of a channel's socket, through which any thread can write without waiting for the event loop.
///
/// The channel's own would not do: it may be closed at any time, and its number given to somebody else's socket.
final class SocketDescriptor: Sendable {
    private let number: CInt

    /// On the event loop. `nil` where the channel is no socket of the system, or there are no descriptors left.
    init?(of context: ChannelHandlerContext) {
        let copy = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            fcntl($0, F_DUPFD_CLOEXEC, 0)
        }
        guard let copy, copy >= 0 else { return nil }
        self.number = copy
    }

    deinit { close(self.number) }

    /// - Returns: how many of the bytes the system has taken; 0 also when the socket is broken, which the channel notices.
    func write(_ bytes: [UInt8]) -> Int {
        let flags = CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)
        return bytes.withUnsafeBytes { max(0, send(self.number, $0.baseAddress, $0.count, flags)) }
    }
}
