package import AgentRuntime
import NIOConcurrencyHelpers
import NIOCore
import Observability

/// Takes a session's frames from any thread and writes them to a socket, what came together at once. Nobody waits: what the
/// system does not take is left to the socket's event loop. While a client does not keep up, chunks that follow each other
/// are put together; once more waits than may, it is let go.
package final class SocketSink: FrameSink {
    private struct State {
        /// WebSocket frames that nobody has written yet.
        var pending: [UInt8] = []
        /// What follows them: a chunk that more can be added to.
        var chunk: CoalescedChunk?
        /// Bytes handed to the channel that it has not written yet.
        var unwritten = 0
        /// Whether the event loop will see to what is pending.
        var isScheduled = false
        var isOver = false
        /// `nil` until what the channel wrote before is on its way, and once the socket is gone.
        var descriptor: SocketDescriptor?

        /// Bytes that wait.
        var waiting: Int { self.pending.count + self.unwritten + (self.chunk?.byteCount ?? 0) }

        /// Takes in a frame.
        /// - Parameter limit: bytes that may wait.
        /// - Returns: whether there was room for it.
        mutating func take(_ frame: EncodedFrame, limit: Int) -> Bool {
            guard self.waiting + frame.bytes.count <= limit else {
                return self.chunk?.append(frame) ?? false && self.waiting <= limit
            }
            if self.chunk?.append(frame) == true { return true }
            self.seal()
            // Not for what is just on its way to the system: a client that keeps up is sent each chunk by itself.
            let isPressed = self.waiting > limit / 16
            self.chunk = isPressed ? CoalescedChunk(frame) : nil
            if self.chunk == nil { self.pending.appendFrame(0x1, frame.bytes) }
            return true
        }

        /// Writes a frame past what is pending, if nothing is and the system takes it; of what it takes in part, the rest is
        /// pending.
        mutating func writesThrough(_ frame: EncodedFrame) -> Bool {
            guard self.pending.isEmpty, self.chunk == nil, self.unwritten == 0, !self.isScheduled, let descriptor else {
                return false
            }
            return descriptor.write(0x1, frame.bytes) { self.pending.append(contentsOf: $0) }
        }

        /// Adds nothing more to the last chunk.
        mutating func seal() {
            if let chunk { self.pending.appendFrame(0x1, chunk.bytes) }
            self.chunk = nil
        }

        /// Writes what is pending, unless the channel has something to write before: it asks for more when it has.
        /// - Returns: whether the event loop must be told to see to the rest.
        mutating func leavesRest() -> Bool {
            guard !self.isScheduled, self.unwritten == 0 else { return false }
            self.seal()
            guard !self.pending.isEmpty else { return false }
            if let descriptor {
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
    private let metrics: ServiceMetrics
    private let state = NIOLockedValueBox(State())
    /// Gone once the socket is.
    private let connection: NIOLoopBoundBox<WebSocketConnection?>

    /// On the event loop of `connection`'s channel.
    /// - Parameter limit: bytes that may wait before the client is let go.
    init(_ connection: WebSocketConnection, on eventLoop: any EventLoop, limit: Int, metrics: ServiceMetrics) {
        self.eventLoop = eventLoop
        self.limit = limit
        self.metrics = metrics
        self.connection = NIOLoopBoundBox(connection, eventLoop: eventLoop)
    }

    // MARK: On any thread

    package func enqueue(_ frame: EncodedFrame) -> Bool { self.take(frame, mayWait: false) }

    package func hold(_ frame: EncodedFrame) -> Bool { self.take(frame, mayWait: true) }

    private func take(_ frame: EncodedFrame, mayWait: Bool) -> Bool {
        enum Outcome { case taken, leavesRest, full, over }
        let outcome: Outcome = self.state.withLockedValue { state in
            guard !state.isOver else { return .over }
            if mayWait || !state.writesThrough(frame) {
                guard state.take(frame, limit: self.limit) else {
                    state.isOver = true
                    return .full
                }
            }
            return !mayWait && state.leavesRest() ? .leavesRest : .taken
        }
        switch outcome {
        case .taken: self.metrics.frames.add()
        case .leavesRest:
            self.metrics.frames.add()
            self.eventLoop.execute { self.writeToChannel() }
        case .full:
            self.metrics.slowSockets.add()
            self.eventLoop.execute { self.connection.value?.close(.tooSlow) }
        case .over: return false
        }
        return outcome != .full
    }

    package func flush() {
        if self.state.withLockedValue({ $0.leavesRest() }) { self.eventLoop.execute { self.writeToChannel() } }
    }

    package func finish(_ reason: FrameSinkEnding) {
        let closure: SocketClosure = reason == .sessionClosed ? .sessionClosed : .serviceStopping
        self.eventLoop.execute { self.connection.value?.close(closure) }
    }

    /// Bytes that wait for the client.
    var queuedBytes: Int { self.state.withLockedValue(\.waiting) }

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
    /// - Returns: whether there was room for it.
    @discardableResult
    package func write(_ opcode: UInt8, _ payload: [UInt8]) -> Bool {
        let leavesRest: Bool? = self.state.withLockedValue { state in
            if opcode == 0x8 {
                state.isOver = true
            } else if state.isOver || state.waiting + payload.count > self.limit {
                return nil
            }
            state.seal()
            state.pending.appendFrame(opcode, payload)
            return state.leavesRest()
        }
        if leavesRest == true { self.writeToChannel() }
        return leavesRest != nil
    }

    /// Hands what is pending to the channel, which writes it when the system lets it, and then is handed what has come by.
    private func writeToChannel() {
        let bytes: [UInt8] = self.state.withLockedValue { state in
            state.isScheduled = false
            guard state.unwritten == 0 else { return [] }
            state.seal()
            defer { state.pending = [] }
            state.unwritten += state.pending.count
            return state.pending
        }
        guard !bytes.isEmpty, let connection = self.connection.value else { return }
        connection.write(ByteBuffer(bytes: bytes))?.whenComplete { _ in
            self.state.withLockedValue { $0.unwritten -= bytes.count }
            self.writeToChannel()
        }
    }

    /// The socket is gone.
    func disconnect() {
        self.connection.value = nil
        self.state.withLockedValue { state in
            state.isOver = true
            state.pending = []
            state.chunk = nil
            state.descriptor = nil
        }
    }
}
