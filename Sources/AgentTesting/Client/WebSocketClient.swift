import AgentRuntime
import NIOCore
import NIOPosix

/// A WebSocket client (RFC 6455) for tests and measurements: it can also say what a well-behaved one never would.
public final class WebSocketClient: Sendable {
    /// The server did not grant the socket.
    public struct Refused: Error, CustomStringConvertible {
        /// The response's status line, headers and as much of the body as had come.
        public let response: String
        public var description: String { self.response }
        /// The HTTP status; 0 where there was no response.
        public var status: Int { Int(self.response.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    }

    private let channel: any Channel
    private let messages: WatchedValue<Messages>

    struct Messages: Sendable {
        var head: String?
        var frames: [RecordedFrame] = []
        var closeCode: Int?
        var pings = 0
        var pongs = 0
        var isClosed = false
    }

    private init(channel: any Channel, messages: WatchedValue<Messages>) {
        self.channel = channel
        self.messages = messages
    }

    deinit { self.channel.close(promise: nil) }

    /// Connects to `ws://127.0.0.1:<port><path>`.
    /// - Parameters:
    ///   - headers: header fields beyond those of the handshake.
    ///   - answersPings: whether it gives the signs of life it is asked for.
    /// - Throws: ``Refused`` when the server answers with something else than 101.
    public static func connect(
        port: Int,
        path: String,
        headers: [String: String] = [:],
        answersPings: Bool = true
    ) async throws -> WebSocketClient {
        let messages = WatchedValue(Messages())
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        WebSocketClientHandler(messages: messages, answersPings: answersPings)
                    )
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let client = WebSocketClient(channel: channel, messages: messages)
        let fields = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        try await client.send(
            raw: Array(
                """
                GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(fields)\r\n
                """.utf8
            )
        )
        try await messages.wait { $0.head != nil || $0.isClosed }
        let head = messages.value.head ?? ""
        guard head.hasPrefix("HTTP/1.1 101") else { throw Refused(response: head) }
        return client
    }

    // MARK: Out

    /// Sends a text message.
    public func send(_ text: String) async throws {
        try await self.send(opcode: 0x1, payload: Array(text.utf8))
    }

    /// Sends `{"message": text}`.
    public func say(_ text: String, id: String? = nil) async throws {
        var message: [String: JSONValue] = ["message": .string(text)]
        if let id { message["message_id"] = .string(id) }
        try await self.send(JSONValue.object(message).description)
    }

    /// Sends one frame.
    /// - Parameters:
    ///   - opcode: 0-15.
    ///   - reserved: the reserved bits, as they stand in the first byte.
    public func send(
        opcode: UInt8,
        payload: [UInt8],
        isFinal: Bool = true,
        isMasked: Bool = true,
        reserved: UInt8 = 0
    ) async throws {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ...125: bytes.append(mask | UInt8(payload.count))
        case ...0xFFFF: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: bytes += [mask | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        if isMasked {
            let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
            bytes += key
            bytes += payload.enumerated().map { $1 ^ key[$0 % 4] }
        } else {
            bytes += payload
        }
        try await self.send(raw: bytes)
    }

    /// Sends bytes as they are.
    public func send(raw bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Drops the connection without a word.
    public func drop() async {
        try? await self.channel.close()
    }

    // MARK: In

    /// The status line and headers with which the server granted the socket.
    public var responseHead: String { self.messages.value.head ?? "" }

    /// The text messages so far.
    public var frames: [RecordedFrame] { self.messages.value.frames }

    /// Waits until the messages meet a condition.
    /// - Throws: ``Disconnected`` if the connection ends before.
    public func frames(until condition: @escaping @Sendable ([RecordedFrame]) -> Bool) async throws -> [RecordedFrame] {
        try await self.messages.wait { condition($0.frames) || $0.isClosed }
        let frames = self.messages.value.frames
        guard condition(frames) else { throw Disconnected(frames: frames) }
        return frames
    }

    /// Waits for the `count`th message with this label: its `status` if it has one, else its `type`.
    public func frames(untilNumber count: Int = 1, labelled label: String) async throws -> [RecordedFrame] {
        try await self.frames { frames in frames.count { $0.label == label } >= count }
    }

    /// Waits until the server has ended the connection.
    /// - Returns: the code of its close frame; `nil` if there was none.
    public func closed() async throws -> Int? {
        try await self.messages.wait { $0.isClosed }
        return self.messages.value.closeCode
    }

    /// Waits until so many pongs have come since it connected, or the connection has ended.
    public func ponged(_ count: Int = 1) async throws {
        try await self.messages.wait { $0.pongs >= count || $0.isClosed }
    }

    /// Waits until it was pinged so many times since it connected, or the connection has ended.
    public func pinged(_ count: Int = 1) async throws {
        try await self.messages.wait { $0.pings >= count || $0.isClosed }
    }

    /// The connection ended before what was waited for came.
    public struct Disconnected: Error {
        public let frames: [RecordedFrame]
    }
}
