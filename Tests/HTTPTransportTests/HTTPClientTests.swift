import AgentTesting
import HTTPTransport
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    static func request(_ server: FakeModelServer, timeouts: HTTPTimeouts = HTTPTimeouts()) -> HTTPClientRequest {
        HTTPClientRequest(
            method: "POST",
            url: "\(server.baseURL)/chat/completions",
            headers: ["Content-Type": "application/json"],
            body: Array("{}".utf8),
            timeouts: timeouts
        )
    }

    @Test("a response is collected with its status and headers, whatever the status")
    func collects() async throws {
        let client = try HTTPClient()
        try await FakeModelServer.withServer(.raw(status: 418, headers: ["X-Kind": "teapot"], body: "short and stout"))
        { server in
            let response = try await client.send(Self.request(server))
            #expect(response.head.status == 418)
            #expect(response.head.headers["x-kind"] == "teapot")
            #expect(String(decoding: response.body, as: UTF8.self) == "short and stout")
        }
    }

    @Test("a body larger than wanted is refused")
    func tooLarge() async throws {
        let client = try HTTPClient()
        try await FakeModelServer.withServer(.raw(status: 200, body: String(repeating: "x", count: 5000))) { server in
            await #expect(throws: HTTPTransportError.bodyTooLarge(limit: 100)) {
                try await client.send(Self.request(server), maximumBodyBytes: 100)
            }
        }
    }

    @Test("a connection that is dropped in mid-body is an error, never a short answer")
    func truncated() async throws {
        let client = try HTTPClient()
        try await FakeModelServer.withServer(.text("Uno due tre quattro").cut(after: 3)) { server in
            await #expect(throws: HTTPTransportError.truncated) { try await client.send(Self.request(server)) }
        }
    }

    @Test("nobody at the port is told as such, and so is a name that does not exist")
    func unreachable() async throws {
        let client = try HTTPClient()
        let server = try await FakeModelServer.running()
        let request = Self.request(server)
        await server.shutdown()
        await #expect(throws: HTTPTransportError.cannotConnect("127.0.0.1:\(server.port)")) {
            try await client.send(request)
        }
        await #expect(throws: HTTPTransportError.self) {
            try await client.send(HTTPClientRequest(url: "ftp://127.0.0.1/"))
        }
    }

    @Test("a stream that stalls ends when its time is up")
    func stall() async throws {
        let client = try HTTPClient()
        let never = Gate()
        try await FakeModelServer.withServer(.text("Uno due tre").stalled(after: 2, until: never)) { server in
            await #expect(throws: HTTPTransportError.timedOut(.stall)) {
                try await client.send(Self.request(server, timeouts: HTTPTimeouts(stall: .milliseconds(50))))
            }
        }
    }

    @Test("cancelling the task closes the transfer, and the server sees it go")
    func cancel() async throws {
        let client = try HTTPClient()
        let never = Gate()
        try await FakeModelServer.withServer(.text("Uno due tre").stalled(after: 2, until: never)) { server in
            let task = Task { try await client.send(Self.request(server)) }
            try await server.received()
            task.cancel()
            await #expect(throws: HTTPTransportError.cancelled) { try await task.value }
            try await server.abandoned()
        }
    }

    @Test("many transfers share the one thread")
    func many() async throws {
        let client = try HTTPClient()
        let server = try await FakeModelServer.running(responder: { _ in .text("Uno due tre", delay: .milliseconds(1)) }
        )
        let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await client.send(Self.request(server)).body.count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes.count == 100)
        #expect(Set(sizes).count == 1)
        await server.shutdown()
        await client.shutdown()
        await #expect(throws: HTTPTransportError.shutDown(wasSent: false)) {
            try await client.send(Self.request(server))
        }
    }
}
