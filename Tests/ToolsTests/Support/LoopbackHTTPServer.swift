import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on the loopback interface that answers as a test says.
final class LoopbackHTTPServer: Sendable {
    struct Request: Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let json: JSONValue

        /// A header field, by its name in lower case.
        func header(_ name: String) -> String? { self.headers[name] }
    }

    struct Response: Sendable {
        enum Part: Sendable {
            case bytes(String)
            /// Waits at a gate; the part after it is sent when it opens.
            case hold(Gate)
        }

        var status = 200
        var headers: [String: String] = [:]
        var parts: [Part] = []

        static func json(_ json: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> Response {
            Response(
                status: status,
                headers: headers.merging(["Content-Type": "application/json"]) { own, _ in own },
                parts: [.bytes(json.description)]
            )
        }

        static func status(_ status: Int) -> Response { Response(status: status) }

        /// A stream of events, each with these lines.
        static func events(_ parts: Part...) -> Response {
            Response(headers: ["Content-Type": "text/event-stream"], parts: parts)
        }
    }

    typealias Responder = @Sendable (Request) async throws -> Response
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let port: Int
    /// Opens a little each time a client leaves in the middle of an answer.
    let left: Gate
    private let running: Task<Void, any Error>
    private let received: NIOLockedValueBox<[Request]>

    private init(port: Int, left: Gate, running: Task<Void, any Error>, received: NIOLockedValueBox<[Request]>) {
        self.port = port
        self.left = left
        self.running = running
        self.received = received
    }

    deinit { self.running.cancel() }

    var url: String { "http://127.0.0.1:\(self.port)/mcp" }
    var requests: [Request] { self.received.withLockedValue(\.self) }

    static func running(_ responder: @escaping Responder) async throws -> LoopbackHTTPServer {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        let received = NIOLockedValueBox<[Request]>([])
        let left = Gate(isOpen: true)
        let recording: Responder = { request in
            received.withLockedValue { $0.append(request) }
            return try await responder(request)
        }
        let running = Task {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        group.addTask { try? await Self.serve(connection, left, recording) }
                    }
                }
            }
        }
        return LoopbackHTTPServer(
            port: server.channel.localAddress?.port ?? 0,
            left: left,
            running: running,
            received: received
        )
    }

    private static func serve(_ connection: Connection, _ left: Gate, _ responder: @escaping Responder) async throws {
        try await connection.executeThenClose { inbound, outbound in
            let (requests, continuation) = AsyncStream.makeStream(of: Request.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await request in requests {
                        do {
                            try await Self.answer(request, outbound, responder)
                        } catch is CancellationError {
                            left.arrive()
                        }
                    }
                }
                var head: HTTPRequestHead?
                var body: [UInt8] = []
                for try await part in inbound {
                    switch part {
                    case .head(let new): (head, body) = (new, [])
                    case .body(let bytes): body += bytes.readableBytesView
                    case .end: if let head { continuation.yield(Request(head, body)) }
                    }
                }
                // The client is gone: what is not answered yet need not be.
                group.cancelAll()
                continuation.finish()
            }
        }
    }

    private static func answer(
        _ request: Request,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>,
        _ responder: Responder
    ) async throws {
        let response = try await responder(request)
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status))
        for (name, value) in response.headers { head.headers.add(name: name, value: value) }
        head.headers.add(name: "Transfer-Encoding", value: "chunked")
        try await outbound.write(.head(head))
        for part in response.parts {
            switch part {
            case .bytes(let text): try await outbound.write(.body(.byteBuffer(ByteBuffer(string: text))))
            case .hold(let gate): try await gate.pass()
            }
        }
        try await outbound.write(.end(nil))
    }
}

extension LoopbackHTTPServer.Request {
    fileprivate init(_ head: HTTPRequestHead, _ body: [UInt8]) {
        self.init(
            method: head.method.rawValue,
            path: head.uri,
            headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
            json: (try? JSONValue(parsing: body)) ?? .null
        )
    }
}
