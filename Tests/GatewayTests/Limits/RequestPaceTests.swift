import AgentRuntime
import AgentTesting
import Testing

@testable import Gateway

/// Over real connections, so that their deadlines are in real time: short where they are to pass, and no test is quicker than
/// one that must not.
@Suite("Slow and oversized requests")
struct RequestPaceTests {
    private static func exchange(
        _ pieces: String...,
        configure: (inout GatewaySettings) -> Void
    ) async throws -> String {
        let gateway = try await LiveGateway.running(configure: configure)
        let connection = try await SlowConnection.open(port: gateway.port)
        for piece in pieces { try await connection.send(piece) }
        let answer = String(decoding: await connection.untilClosed(), as: UTF8.self)
        try await gateway.stop()
        return answer
    }

    @Test("headers that do not end are answered with 408, at first and later")
    func slowHead() async throws {
        let first = try await Self.exchange("GET /health HTTP/1.1\r\nHost:") { $0.timeouts.head = .milliseconds(100) }
        #expect(first.hasPrefix("HTTP/1.1 408 "))
        #expect(first.contains("\"code\":\"request_timeout\""))
        let gateway = try await LiveGateway.running {
            $0.timeouts.head = .milliseconds(200)
            $0.timeouts.keepAlive = .seconds(600)
        }
        let connection = try await SlowConnection.open(port: gateway.port)
        try await connection.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        await connection.until("\"timestamp\"")
        try await connection.send("GET /health HT")
        #expect(String(decoding: await connection.untilClosed(), as: UTF8.self).contains("HTTP/1.1 408 "))
        try await gateway.stop()
    }

    @Test("a body that does not end is answered with 408, also when some of it comes now and then")
    func slowBody() async throws {
        let head = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
        let answer = try await Self.exchange(head) { $0.timeouts.body = .milliseconds(100) }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }

    @Test("a connection that says nothing is closed: at first as slow, later without a word")
    func silence() async throws {
        let answer = try await Self.exchange("GET /health HTTP/1.1\r\nHost: a\r\n\r\n") {
            $0.timeouts.keepAlive = .milliseconds(100)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(!answer.contains("408"))
        let silent = try await Self.exchange { $0.timeouts.head = .milliseconds(100) }
        #expect(silent.hasPrefix("HTTP/1.1 408 "))
    }

    @Test("headers that are too large are answered with 431")
    func largeHead() async throws {
        for head in [
            "GET /health HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 3000))\r\n\r\n",
            "GET /health HTTP/1.1\r\nHost: a\r\n"
                + (0..<100).map { "X-\($0): \(String(repeating: "y", count: 20))\r\n" }.joined(),
        ] {
            let answer = try await Self.exchange(head) { $0.limits.headerBytes = 2048 }
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
            #expect(answer.contains("\"code\":\"headers_too_large\""))
        }
    }

    @Test("a socket outlives the limits of requests")
    func socket() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Sì."))) {
            $0.timeouts.keepAlive = .milliseconds(100)
        }
        let socket = try await gateway.connect("/ws")
        let other = try await SlowConnection.open(port: gateway.port)
        try await other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await other.untilClosed()
        try await socket.say("Ci sei?")
        _ = try await socket.frames(labelled: "complete")
        try await gateway.stop()
    }

    @Test("connections beyond the most there may be wait until others end")
    func connections() async throws {
        let gateway = try await LiveGateway.running { $0.capacity.connections = 1 }
        let first = try await SlowConnection.open(port: gateway.port)
        try await first.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        await first.until("\"timestamp\"")
        let second = try await SlowConnection.open(port: gateway.port)
        try await second.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        try await first.send("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answers = String(decoding: await first.untilClosed(), as: UTF8.self)
        #expect(answers.matches(of: /HTTP\/1.1 200/).count == 2)
        #expect(String(decoding: await second.until("\"timestamp\""), as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
        try await gateway.stop()
    }
}
