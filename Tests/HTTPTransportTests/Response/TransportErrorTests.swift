import AgentTesting
import Foundation
import Testing

@testable import HTTPTransport

/// What goes wrong, against a server that sends bytes and not messages.
@Suite("Transport errors")
struct TransportErrorTests {
    /// A way to answer that is none.
    struct Misbehaviour: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: HTTPTransportError
        let answer: @Sendable (LoopbackConnection) -> Void

        init(
            _ description: String,
            _ error: HTTPTransportError,
            answer: @escaping @Sendable (LoopbackConnection) -> Void
        ) {
            self.testDescription = description
            self.error = error
            self.answer = answer
        }
    }

    static let cutShort = [
        Misbehaviour("nothing, and a close", .truncated) { _ in },
        Misbehaviour("a reset", .truncated) { $0.reset() },
        Misbehaviour("half a head", .truncated) { $0.write("HTTP/1.1 200 OK\r\nContent-Le") },
        Misbehaviour("a body shorter than announced", .truncated) {
            $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        },
        Misbehaviour("a reset in the middle of the body", .truncated) {
            $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            $0.reset()
        },
        Misbehaviour("chunks without the last", .truncated) {
            $0.beginChunks()
            $0.chunk("abc")
        },
        Misbehaviour("a chunk cut in two", .truncated) {
            $0.beginChunks()
            $0.write("8\r\nabc")
        },
    ]

    @Test("a response that ends early is cut short, never a short one", arguments: Self.cutShort)
    func truncated(_ misbehaviour: Misbehaviour) async throws {
        try await Self.expect(misbehaviour.error, from: misbehaviour.answer)
    }

    /// The reason is libcurl's, or ours where it stands for it.
    static let illegal: [(String, @Sendable (LoopbackConnection) -> Void)] = [
        ("Received HTTP/0.9 when not allowed", { $0.write("no head at all") }),
        ("Unsupported HTTP version (7.5) in response", { $0.write("HTTP/7.5 200 OK\r\n\r\n") }),
        ("Invalid Content-Length: value", { $0.write("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n") }),
        (
            "Illegal or missing hexadecimal sequence in chunked-encoding",
            {
                $0.beginChunks(); $0.write("zz\r\nabc\r\n")
            }
        ),
        (
            "Error while processing content unencoding: incorrect header check",
            { $0.respond("not compressed", headers: ["Content-Encoding: gzip"]) }
        ),
        (
            "its head is larger than 262144 bytes",
            { connection in
                connection.write("HTTP/1.1 200 OK\r\n")
                while connection.write("X-Filler: \(String(repeating: "x", count: 8000))\r\n") {}
            }
        ),
    ]

    @Test("what is no HTTP is said to be none", arguments: Self.illegal)
    func protocolViolation(_ reason: String, _ answer: @escaping @Sendable (LoopbackConnection) -> Void) async throws {
        try await Self.expect(.protocolViolation(reason), from: answer)
    }

    /// Expects the error however the body is taken.
    static func expect(
        _ expected: HTTPTransportError,
        from answer: @escaping @Sendable (LoopbackConnection) -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            answer(connection)
        }
        defer { server.stop() }
        let request = HTTPClientRequest(url: server.url())
        await #expect(throws: expected, sourceLocation: sourceLocation) { try await client.send(request) }
        await #expect(throws: expected, sourceLocation: sourceLocation) {
            try await client.stream(request, into: RecordingSink())
        }
        await #expect(throws: expected, sourceLocation: sourceLocation) {
            try await client.withResponse(to: request) { _, body in for try await _ in body {} }
        }
    }

    @Test("a name that does not exist, and a port where nobody listens")
    func unreachable() async throws {
        let client = try HTTPClient()
        // RFC 6761 keeps the name from ever existing.
        await #expect(throws: HTTPTransportError.unknownHost("nowhere.invalid:8080")) {
            try await client.send(HTTPClientRequest(url: "http://user:secret@nowhere.invalid:8080/path?key=1"))
        }
        let server = try LoopbackServer { _ in }
        let url = server.url()
        // A port that a server was given and gave back.
        server.stop()
        try await Self.isRefused(server.port)
        await #expect(throws: HTTPTransportError.cannotConnect("127.0.0.1:\(server.port)")) {
            try await client.send(HTTPClientRequest(url: url))
        }
    }

    /// Waits until nobody listens at the port.
    private static func isRefused(_ port: Int) async throws {
        let client = try HTTPClient()
        while (try? await client.send(HTTPClientRequest(url: "http://127.0.0.1:\(port)/"))) != nil {}
    }

    @Test("a server that speaks no TLS is no secure connection")
    func noTLS() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.read(1)
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForEnd()
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPTransportError.self) {
            try await HTTPClient().send(HTTPClientRequest(url: server.url(scheme: "https")))
        }
        guard case .tls = error else { return #expect(error == .tls("")) }
    }

    @Test("a status other than 2xx is an error to a sink, with head and body, and never reaches it")
    func status() async throws {
        let client = try HTTPClient()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.respond("{\"error\":\"slow down\"}", status: "429 Too Many", headers: ["Retry-After: 7"])
        }
        defer { server.stop() }
        let sink = RecordingSink()
        let error = await #expect(throws: HTTPTransportError.self) {
            try await client.stream(HTTPClientRequest(url: server.url()), into: sink)
        }
        guard case .status(let response) = error else { return #expect(error == nil) }
        #expect(response.head.status == 429)
        #expect(response.head.retryAfter == .seconds(7))
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"error\":\"slow down\"}")
        #expect(sink.head == nil)
        #expect(sink.text == "")
    }

    @Test("an error's body that does not end is kept up to 64 KiB and let go")
    func endlessError() async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.write("HTTP/1.1 500 Oops\r\n\r\n")
            while connection.write(String(repeating: "x", count: 5000)) {}
            closed.arrive()
        }
        defer { server.stop() }
        let error = await #expect(throws: HTTPTransportError.self) {
            try await client.stream(HTTPClientRequest(url: server.url()), into: RecordingSink())
        }
        guard case .status(let response) = error else { return #expect(error == nil) }
        #expect(response.body.count == 64 * 1024)
        try await closed.arrived()
    }

    @Test("a body larger than wanted is refused, also when it does not say how large it is, and its connection closed")
    func tooLarge() async throws {
        let client = try HTTPClient()
        let closed = Gate(isOpen: true)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.beginChunks()
            while connection.chunk(String(repeating: "x", count: 50)) {}
            closed.arrive()
        }
        defer { server.stop() }
        await #expect(throws: HTTPTransportError.bodyTooLarge(limit: 120)) {
            try await client.send(HTTPClientRequest(url: server.url()), maximumBodyBytes: 120)
        }
        try await closed.arrived()
    }

    @Test("a certificate file that is not there is told as such")
    func noCertificates() async throws {
        let client = try HTTPClient(configuration: HTTPClientConfiguration(certificateAuthorities: "/nowhere.pem"))
        let server = try LoopbackServer { $0.waitForEnd() }
        defer { server.stop() }
        let error = await #expect(throws: HTTPTransportError.self) {
            try await client.send(HTTPClientRequest(url: server.url(scheme: "https")))
        }
        guard case .tls(let reason) = error else { return #expect(error == .tls("")) }
        #expect(reason.contains("/nowhere.pem"))
    }
}
