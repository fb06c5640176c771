import AgentTesting
import NIOConcurrencyHelpers
import Testing

@testable import HTTPTransport

@Suite(
    "TLS and HTTP/2",
    .enabled(if: SecureServer.canRun, "Node or openssl is not here: TLS and HTTP/2 were not tried.")
)
struct SecureConnectionTests {
    static func client() async throws -> HTTPClient {
        try HTTPClient(
            configuration: HTTPClientConfiguration(certificateAuthorities: try await Certificate.shared.value.file)
        )
    }

    @Test("a certificate of one's own is accepted where its file is named, and refused elsewhere")
    func certificates() async throws {
        let server = try await SecureServer.running()
        let response = try await Self.client().send(HTTPClientRequest(url: server.url("/version")))
        #expect(String(decoding: response.body, as: UTF8.self) == "2.0")
        let error = await #expect(throws: HTTPTransportError.self) {
            try await HTTPClient().send(HTTPClientRequest(url: server.url("/version")))
        }
        guard case .tls(let reason) = error else { return #expect(error == .tls("")) }
        #expect(reason.contains("self-signed certificate"))
    }

    @Test("fifty requests at a time go over one HTTP/2 connection")
    func multiplexing() async throws {
        let server = try await SecureServer.running()
        let client = try await Self.client()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let response = try await client.send(HTTPClientRequest(url: server.url("/gather/50")))
                    return String(decoding: response.body, as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers == ["1"])
    }

    @Test("an origin where nobody shakes hands holds up its own requests, each for its own time, and no others")
    func stuckOrigin() async throws {
        let server = try await SecureServer.running()
        let stuck = try LoopbackServer { $0.waitForEnd() }
        defer { stuck.stop() }
        let client = try await Self.client()
        let waiting = (1...5).map { index in
            Task {
                let timeouts = HTTPTimeouts(connect: index == 5 ? .milliseconds(50) : .seconds(60))
                return try await client.send(
                    HTTPClientRequest(url: stuck.url(scheme: "https"), timeouts: timeouts)
                )
            }
        }
        try await stuck.connections.arrived()
        await #expect(throws: HTTPTransportError.timedOut(.connect)) { try await waiting[4].value }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await client.send(HTTPClientRequest(url: server.url("/gather/20"))).head.status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        for task in waiting[..<4] {
            task.cancel()
            await #expect(throws: HTTPTransportError.cancelled) { try await task.value }
        }
    }

    @Test("a body that can be held back has a connection to itself, and holds up no other")
    func heldBack() async throws {
        let server = try await SecureServer.running()
        let client = try await Self.client()
        // There is an HTTP/2 connection already.
        #expect(try await client.send(HTTPClientRequest(url: server.url("/version"))).body == Array("2.0".utf8))
        let version = try await client.withResponse(to: HTTPClientRequest(url: server.url("/version"))) { _, body in
            try await body.reduce(into: [UInt8]()) { $0 += $1 }
        }
        #expect(version == Array("1.1".utf8))
        var size = 0
        try await client.withResponse(to: HTTPClientRequest(url: server.url("/flood/256"))) { _, body in
            var reader = body.makeAsyncIterator()
            size += try await reader.next()?.count ?? 0
            for _ in 0..<5 {
                let other = try await client.send(HTTPClientRequest(url: server.url("/flood/32")))
                #expect(other.body.count == 9 + 32 * 65536)
            }
            while let piece = try await reader.next() { size += piece.count }
        }
        #expect(size == 9 + 256 * 65536)
    }

    @Test(
        "a stream that is reset, or a connection that is dropped, is a response cut short",
        arguments: ["reset", "cut"]
    )
    func truncated(_ path: String) async throws {
        let server = try await SecureServer.running()
        let client = try await Self.client()
        await #expect(throws: HTTPTransportError.truncated) {
            try await client.send(HTTPClientRequest(url: server.url("/\(path)")))
        }
    }

    @Test("compressed bodies are unpacked")
    func compression() async throws {
        let server = try await SecureServer.running()
        let client = try await Self.client()
        let response = try await client.send(HTTPClientRequest(url: server.url("/gzip")))
        #expect(response.body == Array(String(repeating: "prova ", count: 1000).utf8))
        await #expect(throws: HTTPTransportError.bodyTooLarge(limit: 5999)) {
            try await client.send(HTTPClientRequest(url: server.url("/gzip")), maximumBodyBytes: 5999)
        }
    }
}
