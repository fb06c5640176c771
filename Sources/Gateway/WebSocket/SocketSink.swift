import AgentRuntime
import NIOConcurrencyHelpers
import NIOCore

/// Takes a session's frames from any thread and brings them to a socket's event loop: one hop for a burst, however many
/// frames it has, and no task while nothing happens.
final class SocketSink: FrameSink {
    private struct State {
        /// WebSocket frames that wait for the event loop.
        var pending = ByteBuffer()
        /// Bytes handed to the channel that it has not written yet.
        var unwritten = 0
        var isScheduled = false
        var isOver = false
    }

    private let eventLoop: any EventLoop
    private let limit: Int
    private let state = NIOLockedValueBox(State())
    /// Gone once the socket is.
    private let connection: NIOLoopBoundBox<WebSocketConnection?>

    /// On the event loop of `connection`'s channel.
    /// - Parameter limit: bytes that may wait before the client is let go.
    init(_ connection: WebSocketConnection, on eventLoop: any EventLoop, limit: Int) {
        self.eventLoop = eventLoop
        self.limit = limit
        self.connection = NIOLoopBoundBox(connection, eventLoop: eventLoop)
    }

    func enqueue(_ frame: EncodedFrame) -> Bool {
        enum Outcome { case taken, takenFirst, full, over }
        let outcome: Outcome = self.state.withLockedValue { state in
            guard !state.isOver else { return .over }
            guard state.pending.readableBytes + state.unwritten + frame.bytes.count <= self.limit else {
                state.isOver = true
                return .full
            }
            state.pending.writeTextFrame(frame.bytes)
            defer { state.isScheduled = true }
            return state.isScheduled ? .taken : .takenFirst
        }
        switch outcome {
        case .taken: return true
        case .takenFirst:
            self.eventLoop.execute { self.flush() }
            return true
        case .full:
            self.eventLoop.execute { self.connection.value?.close(.tooSlow) }
            return false
        case .over: return false
        }
    }

    func finish(_ reason: FrameSinkEnding) {
        let closure: SocketClosure = reason == .sessionClosed ? .sessionClosed : .serviceStopping
        self.eventLoop.execute { self.connection.value?.close(closure) }
    }

    /// Asks for a sign of life; without one since the last time, the socket is given up.
    func ping() {
        self.eventLoop.execute { self.connection.value?.ping() }
    }

    /// On the event loop: the socket is gone.
    func disconnect() {
        self.connection.value = nil
        self.state.withLockedValue { state in
            state.isOver = true
            state.pending = ByteBuffer()
        }
    }

    /// On the event loop: hands what waits to the channel.
    func flush() {
        let buffer = self.state.withLockedValue { state in
            state.isScheduled = false
            let buffer = state.pending
            state.pending = ByteBuffer()
            state.unwritten += buffer.readableBytes
            return buffer
        }
        guard buffer.readableBytes > 0, let connection = self.connection.value else { return }
        let written = buffer.readableBytes
        connection.write(buffer)?.whenComplete { _ in self.state.withLockedValue { $0.unwritten -= written } }
    }
}

extension ByteBuffer {
    /// Writes a server's text frame (RFC 6455 §5.2): final, unmasked.
    mutating func writeTextFrame(_ payload: [UInt8]) {
        self.reserveCapacity(minimumWritableBytes: payload.count + 10)
        self.writeInteger(UInt8(0x81))
        switch payload.count {
        case ...125:
            self.writeInteger(UInt8(payload.count))
        case ...0xFFFF:
            self.writeInteger(UInt8(126))
            self.writeInteger(UInt16(payload.count))
        default:
            self.writeInteger(UInt8(127))
            self.writeInteger(UInt64(payload.count))
        }
        self.writeBytes(payload)
    }

    /// Writes a server's control frame: opcode, then at most 125 bytes.
    mutating func writeControlFrame(_ opcode: UInt8, _ payload: ByteBuffer = ByteBuffer()) {
        let payload = payload.getSlice(at: payload.readerIndex, length: min(125, payload.readableBytes)) ?? ByteBuffer()
        self.writeInteger(0x80 | opcode)
        self.writeInteger(UInt8(payload.readableBytes))
        self.writeImmutableBuffer(payload)
    }
}
