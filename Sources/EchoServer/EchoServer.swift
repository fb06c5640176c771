import Gateway
import Hummingbird
import HummingbirdCore
import Logging

/// A socket at `ws://127.0.0.1:<port>/ws` that sends back what it is sent, over the gateway's own channel: what referees of
/// RFC 6455 talk to. The first argument is the port.
@main
struct EchoServer {
    static func main() async throws {
        var limits = GatewaySettings.Limits()
        // The referee's largest message has 16 MiB.
        limits.frameBytes = 32 * 1024 * 1024
        limits.bufferedBytes = 64 * 1024 * 1024
        let logger = Logger(label: "echo")
        let configuration = GatewayChannel.Configuration(limits: limits, logger: logger) { _, _ in Echo() }
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 9001
        let application = Application(
            responder: Router().buildResponder(),
            server: HTTPServerBuilder { GatewayChannel(responder: $0, configuration: configuration) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        try await application.runService()
    }
}

/// Sends every message back as it came.
private struct Echo: SocketConversation {
    func begin(_ sink: SocketSink) async throws -> @Sendable () -> Void {
        {}
    }

    func receive(_ message: SocketMessage, from sink: SocketSink) {
        sink.write(message.isText ? 0x1 : 0x2, message.bytes)
    }
}
