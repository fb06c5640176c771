import AgentRuntime
import AgentTesting
import ArgumentParser
import NIOCore
import NIOPosix

/// What a client of the soak does with a session of its own: what good ones do, and what bad ones do.
enum Visit: String, CaseIterable, ExpressibleByArgument {
    case answer, toolCall
    /// The turn is stopped, the socket is dropped, the session is closed, each in the middle of the answer.
    case cancel, drop, close
    /// Drops the socket and comes back for what it has missed.
    case comeBack
    /// The model drops the connection.
    case brokenModel
    /// Asks for more than it reads.
    case deaf
    /// Sends what is no handshake, no frame, no message.
    case noHandshake, noFrame, noMessage

    /// - Throws: what shows that the service does not do as it should.
    func make(_ service: ServiceTarget) async throws {
        guard self != .noHandshake else { return try await Self.garbage(service) }
        let path = try await service.paths(1)[0]
        do {
            try await self.make(service, path)
        } catch let error as WebSocketClient.Disconnected {
            throw ChildProcess.Failure(description: "\(self): the socket was closed after \(error.frames.count) frames")
        }
        if self != .close { try await service.discard([path]) }
    }

    private func make(_ service: ServiceTarget, _ path: String) async throws {
        if self == .deaf { return try await Self.deaf(service, path) }
        let client = try await WebSocketClient.connect(port: service.port, path: path)
        switch self {
        case .answer:
            try await client.say(Order.stream(tokens: 50).text)
            _ = try await client.frames(untilNumber: 1, labelled: "complete")
        case .toolCall:
            try await client.say(Order.callTool.text)
            _ = try await client.frames(untilNumber: 1, labelled: "complete")
        case .cancel:
            try await client.say(Order.hang.text)
            _ = try await client.frames(untilNumber: 1, labelled: "chunk")
            try await client.send(#"{"type": "cancel"}"#)
            _ = try await client.frames(untilNumber: 1, labelled: "ready")
        case .drop, .close:
            try await client.say(Order.hang.text)
            _ = try await client.frames(untilNumber: 1, labelled: "chunk")
            if self == .drop { await client.drop() } else { try await service.discard([path]) }
        case .comeBack:
            try await client.say(Order.stream(tokens: 20, every: 2000).text)
            let seen = try await client.frames(untilNumber: 3, labelled: "chunk")
            await client.drop()
            // Not the last frame: that may be the turn's, after which nothing comes.
            let last = seen.first { $0.label == "chunk" }?.json ?? .null
            let position = "epoch=\(seen.first?.json["epoch"]?.string ?? "")&after=\(last["seq"]?.integer ?? 0)"
            let again = try await WebSocketClient.connect(port: service.port, path: "\(path)?\(position)")
            _ = try await again.frames(untilNumber: 1, labelled: "complete")
            await again.drop()
        case .brokenModel:
            try await client.say(Order.breakOff.text)
            _ = try await client.frames(untilNumber: 1, labelled: "ready")
        case .noFrame:
            // A reserved bit, no mask, an opcode that does not exist.
            try await client.send(opcode: 0xB, payload: [1, 2, 3], isMasked: false, reserved: 0x40)
            _ = try await client.closed()
        case .noMessage:
            for text in ["", "{", "[]", #"{"message": 7}"#, #"{"type": "no such thing"}"#] {
                try await client.send(text)
            }
            _ = try await client.frames(untilNumber: 5, labelled: "error")
        case .deaf, .noHandshake:
            break
        }
        await client.drop()
    }

    /// Sends bytes that mean nothing, and waits until the service has had enough.
    private static func garbage(_ service: ServiceTarget) async throws {
        let channel = try await Self.rawChannel(to: service, reads: true)
        let bytes = (0..<512).map { _ in UInt8.random(in: 0...255) } + Array("\r\n\r\n".utf8)
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        try await channel.closeFuture.get()
    }

    /// Asks for much and reads nothing of it; goes once the service may have noticed.
    private static func deaf(_ service: ServiceTarget, _ path: String) async throws {
        let channel = try await Self.rawChannel(to: service, reads: false)
        let handshake = """
            GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
            """
        let message = Array(#"{"message": "\#(Order.stream(tokens: 50_000).text)"}"#.utf8)
        let frame = [0x81, 0x80 | UInt8(message.count), 0, 0, 0, 0] + message
        try await channel.writeAndFlush(ByteBuffer(bytes: Array(handshake.utf8) + frame)).get()
        try await Task.sleep(for: .seconds(2))
        try? await channel.close().get()
    }

    private static func rawChannel(to service: ServiceTarget, reads: Bool) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .connect(host: "127.0.0.1", port: service.port).get()
    }
}
