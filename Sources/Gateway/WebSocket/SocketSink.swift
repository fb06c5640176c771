package import AgentRuntime
import NIOConcurrencyHelpers
import NIOCore

/// Takes a session's frames from any thread and writes them to a socket, what came together at once. Nobody waits: what the
/// system does not take is left to the socket's event loop.
package final class SocketSink: FrameSink {
    private struct State {
        /// WebSocket frames that nobody has written yet.
        var pending: [UInt8] = []
        /// Bytes handed to the channel that it has not written yet.
        var unwritten = 0
        /// Whether the event loop will see to what is pending.
        var isScheduled = false
        var isOver = false
        /// `nil` until what the channel wrote before is on its way, and once the socket is gone.
        var descriptor: SocketDescriptor?

        /// Writes what is pending, unless the channel has something to write before.
        /// - Returns: whether the event loop must be told to see to the rest.
        mutating func leavesRest() -> Bool {
            guard !self.pending.isEmpty, !self.isScheduled else { return false }
            if self.unwritten == 0, let descriptor {
                let count = descriptor.write(self.pending)
                if count == self.pending.count {
                    self.pending.removeAll(keepingCapacity: self.pending.capacity <= SocketSink.idleCapacity)
                    return false
                }
                self.pending.removeFirst(count)
            }
            self.isScheduled = true
            return true
        }
    }

    /// How much room for pending frames an idle socket may keep, in bytes.
    private static let idleCapacity = 512

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

    // MARK: On any thread

    package func enqueue(_ frame: EncodedFrame) -> Bool {
        guard self.hold(frame) else { return false }
        self.flush()
        return true
    }

    package func hold(_ frame: EncodedFrame) -> Bool {
        enum Outcome { case taken, full, over }
        let outcome: Outcome = self.state.withLockedValue { state in
            guard !state.isOver else { return .over }
            guard state.pending.count + state.unwritten + frame.bytes.count <= self.limit else {
                state.isOver = true
                return .full
            }
            state.pending.appendFrame(0x1, frame.bytes)
            return .taken
        }
        if outcome == .full { self.eventLoop.execute { self.connection.value?.close(.tooSlow) } }
        return outcome == .taken
    }

    package func flush() {
        if self.state.withLockedValue({ $0.leavesRest() }) { self.eventLoop.execute { self.writeToChannel() } }
    }

    package func finish(_ reason: FrameSinkEnding) {
        let closure: SocketClosure = reason == .sessionClosed ? .sessionClosed : .serviceStopping
        self.eventLoop.execute { self.connection.value?.close(closure) }
    }

    /// Asks for a sign of life; without one since the last time, the socket is given up.
    func ping() {
        self.eventLoop.execute { self.connection.value?.ping() }
    }

    // MARK: On the event loop

    /// What the channel was given before is on its way: from now on frames are written at once.
    func open(_ descriptor: SocketDescriptor?) {
        self.state.withLockedValue { $0.descriptor = descriptor }
    }

    /// Writes a frame behind the session's frames, of which none follow a close frame. For a client that does not read, none
    /// but a close frame is added to what waits.
    package func write(_ opcode: UInt8, _ payload: [UInt8]) {
        let leavesRest = self.state.withLockedValue { state in
            if opcode == 0x8 {
                state.isOver = true
            } else if state.isOver || state.pending.count + state.unwritten + payload.count > self.limit {
                return false
            }
            state.pending.appendFrame(opcode, payload)
            return state.leavesRest()
        }
        if leavesRest { self.writeToChannel() }
    }

    /// Hands what is pending to the channel, which writes it when the system lets it.
    private func writeToChannel() {
        let bytes = self.state.withLockedValue { state in
            state.isScheduled = false
            defer { state.pending = [] }
            state.unwritten += state.pending.count
            return state.pending
        }
        guard !bytes.isEmpty, let connection = self.connection.value else { return }
        connection.write(ByteBuffer(bytes: bytes))?.whenComplete { _ in
            self.state.withLockedValue { $0.unwritten -= bytes.count }
        }
    }

    /// The socket is gone.
    func disconnect() {
        self.connection.value = nil
        self.state.withLockedValue { state in
            state.isOver = true
            state.pending = []
            state.descriptor = nil
        }
    }
}
