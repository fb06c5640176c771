import Foundation
import NIOCore
import NIOPosix

/// One WebSocket client that costs as little as it can, since it shares the machine with what it measures: it reads frames
/// where they lie and looks for stamps.
final class LoadSocket: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let opened: EventLoopPromise<Void>
    private var context: ChannelHandlerContext?
    /// What waits for the rest of its frame.
    private var held = ByteBuffer()
    private var isOpen = false
    private var tally: Tally?
    private var turn: (over: EventLoopPromise<Int64>, began: Int64)?
    private var tokens = 0

    private init(opened: EventLoopPromise<Void>) {
        self.opened = opened
    }

    static func connected(to port: Int, _ path: String, on loop: any EventLoop) async throws -> NIOLoopBound<LoadSocket>
    {
        let opened = loop.makePromise(of: Void.self)
        let socket = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let socket = LoadSocket(opened: opened)
                    try channel.pipeline.syncOperations.addHandler(socket)
                    return (channel, NIOLoopBound(socket, eventLoop: channel.eventLoop))
                }
            }
        let request = """
            GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: Upgrade\r\nUpgrade: websocket\r
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
            """
        try await socket.0.writeAndFlush(ByteBuffer(string: request))
        try await opened.futureResult.get()
        return socket.1
    }

    /// Asks for a stream, and tells `tally` of each token.
    func stream(_ order: Order, _ tally: Tally) {
        self.tally = tally
        self.tokens = 0
        self.send(order)
    }

    /// Asks for an answer and, when the turn is over, tells how many nanoseconds it took.
    func complete(_ order: Order, _ turn: EventLoopPromise<Int64>) {
        self.turn = (turn, ProcessMeter.now)
        self.send(order)
    }

    /// Sends the order as the user's message.
    private func send(_ order: Order) {
        self.send(0x81, Array(#"{"message":"\#(order.text)"}"#.utf8))
    }

    /// Sends a frame of at most 125 bytes, masked with zeros.
    private func send(_ first: UInt8, _ payload: [UInt8]) {
        guard let context else { return }
        let bytes = [first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        self.opened.fail(ChannelError.eof)
        self.fail("A socket was closed in the middle of its turn.")
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var incoming = self.unwrapInboundIn(data)
        if self.held.readableBytes > 0 { self.held.writeBuffer(&incoming) } else { self.held = incoming }
        if !self.isOpen { self.readHead(context) }
        guard self.isOpen else { return }
        let now = ProcessMeter.now
        let taken = self.held.withUnsafeReadableBytes { self.takeFrames($0, now) }
        self.held.moveReaderIndex(forwardBy: taken)
        if self.held.readableBytes == 0 { self.held = ByteBuffer() } else { self.held.discardReadBytes() }
    }

    private func readHead(_ context: ChannelHandlerContext) {
        let text = String(buffer: self.held)
        guard let end = text.range(of: "\r\n\r\n") else { return }
        guard text.hasPrefix("HTTP/1.1 101") else { return context.close(promise: nil) }
        self.isOpen = true
        self.held.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
        self.opened.succeed()
    }

    /// - Returns: how many bytes whole frames have taken.
    private func takeFrames(_ bytes: UnsafeRawBufferPointer, _ now: Int64) -> Int {
        var position = 0
        while bytes.count - position >= 2 {
            var start = position + 2
            var length = Int(bytes[position + 1] & 0x7F)
            if length >= 126 {
                let width = length == 126 ? 2 : 8
                guard bytes.count >= start + width else { break }
                length = bytes[start..<start + width].reduce(0) { $0 << 8 | Int($1) }
                start += width
            }
            guard bytes.count >= start + length else { break }
            self.take(bytes[position] & 0x0F, UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]), now)
            position = start + length
        }
        return position
    }

    private func take(_ opcode: UInt8, _ payload: UnsafeRawBufferPointer, _ now: Int64) {
        switch opcode {
        case 0x1: self.read(payload, now)
        case 0x9: self.send(0x8A, Array(payload))
        default: break
        }
    }

    /// Looks at a text frame of the service, or at an event that the relay has copied.
    private func read(_ payload: UnsafeRawBufferPointer, _ now: Int64) {
        if payload.begins(with: #"{"type":"chunk""#) || payload.begins(with: #"data: {"#) {
            guard let base = payload.baseAddress, let found = memchr(base, Int32(Stamp.mark), payload.count) else {
                return
            }
            let start = UnsafeRawPointer(found) - base + 1
            guard start + Stamp.length - 1 <= payload.count,
                let sent = Stamp.read(UnsafeRawBufferPointer(rebasing: payload[start..<start + Stamp.length - 1]))
            else { return }
            self.tokens += 1
            self.tally?.token(self.tokens, after: now - sent)
        } else if payload.begins(with: #"{"type":"status","status":"ready""#) || payload.begins(with: "data: [DONE]") {
            self.tally?.fail("A stream ended before enough tokens of all had come.")
            if let (over, began) = self.turn.take() { over.succeed(now - began) }
        } else if payload.begins(with: #"{"type":"error""#) {
            self.fail("A turn failed: \(String(decoding: payload, as: UTF8.self))")
        }
    }

    private func fail(_ reason: String) {
        self.tally?.fail(reason)
        self.turn.take()?.over.fail(ChildProcess.Failure(description: reason))
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func begins(with text: StaticString) -> Bool {
        guard let base = self.baseAddress, self.count >= text.utf8CodeUnitCount else { return false }
        return memcmp(base, text.utf8Start, text.utf8CodeUnitCount) == 0
    }
}
