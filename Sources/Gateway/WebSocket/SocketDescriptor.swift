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

    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        max(0, send(self.number, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)))
    }

    /// Writes a frame that it puts together on the stack; one that is too large for that is not written.
    /// - Parameter rest: is handed what the system has left of a frame that it took in part.
    /// - Returns: whether the system has taken any of it.
    func write(_ opcode: UInt8, _ payload: [UInt8], rest: (UnsafeRawBufferPointer.SubSequence) -> Void) -> Bool {
        guard payload.count <= Self.stackBytes else { return false }
        return withUnsafeTemporaryAllocation(byteCount: Self.stackBytes + 4, alignment: 1) { buffer in
            let header = buffer.writeFrameHeader(opcode, payloadCount: payload.count)
            payload.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[header...]).copyMemory(from: $0) }
            let frame = UnsafeRawBufferPointer(rebasing: buffer[..<(header + payload.count)])
            let count = self.write(frame)
            if 0 < count, count < frame.count { rest(frame[count...]) }
            return count > 0
        }
    }

    /// Bytes of a payload that are put on the stack.
    private static let stackBytes = 1020

    /// - Returns: how many of the bytes the system has taken; 0 also when the socket is broken, which the channel notices.
    func write(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { self.write($0) }
    }
}
