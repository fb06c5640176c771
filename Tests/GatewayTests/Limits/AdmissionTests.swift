import AgentRuntime
import AgentTesting
import HTTPTransport
import Observability
import Testing

@testable import Gateway

/// What is counted before anybody is asked who they are.
@Suite("Requests of one address")
struct AdmissionTests {
    /// Knows nobody, and counts who asks.
    private struct Stranger: Authenticator {
        let asked = Counter()
        func principal(showing token: Secret) async throws(AccessError) -> Principal? {
            self.asked.add()
            if token.value == "good" { return Principal(subject: "ada") }
            throw .invalid("The token is not good.")
        }
    }

    private static let client: HTTPHeaders = ["X-Forwarded-For": "203.0.113.1"]
    private static let unknown = "/api/session/550e8400-e29b-41d4-a716-446655440000/info"

    private static func socketStatus(_ gateway: LiveGateway, _ path: String, _ headers: [String: String]) async throws
        -> Int
    {
        do {
            _ = try await gateway.connect(path, headers: headers)
            return 101
        } catch let refused as WebSocketClient.Refused {
            return refused.status
        }
    }

    @Test("count once each, whatever becomes of them, and sockets too; probes do not")
    func requests() async throws {
        let clock = ManualClock()
        let gateway = try await LiveGateway.running(clock: clock) {
            $0.rates.address.requests = Rate(4, per: .seconds(60))
        }
        let socket = ["X-Forwarded-For": "203.0.113.1"]
        for _ in 1...2 { #expect(try await gateway.call("GET", Self.unknown, headers: Self.client).status == 404) }
        #expect(try await Self.socketStatus(gateway, "/ws/nonsense", socket) == 400)
        #expect(try await gateway.call("GET", "/nowhere", headers: Self.client).status == 404)
        let refused = try await gateway.call("GET", Self.unknown, headers: Self.client)
        #expect(refused.status == 429)
        #expect(refused["code"] == "rate_limited")
        #expect(refused.headers["Retry-After"] == "15")
        #expect(try await Self.socketStatus(gateway, "/ws", socket) == 429)
        for path in ["/health", "/live", "/ready", "/metrics"] {
            #expect(try await gateway.call("GET", path, headers: Self.client).status == 200, "\(path)")
        }
        let other: HTTPHeaders = ["X-Forwarded-For": "203.0.113.2"]
        #expect(try await gateway.call("GET", Self.unknown, headers: other).status == 404)
        clock.advance(by: .seconds(15))
        #expect(try await gateway.call("GET", Self.unknown, headers: Self.client).status == 404)
        try await gateway.stop()
    }

    @Test("are not looked at after too many without a good token, whatever they show")
    func failures() async throws {
        let clock = ManualClock()
        let stranger = Stranger()
        let gateway = try await LiveGateway.running(clock: clock) {
            $0.access = AccessPolicy(.strict, authenticators: [stranger])
            $0.rates.address.failures = Rate(3, per: .seconds(60))
        }
        func create(_ token: String, from address: String) async throws -> Int {
            let headers: HTTPHeaders = ["X-Forwarded-For": address, "Authorization": "Bearer \(token)"]
            return try await gateway.call("POST", "/api/create-session", headers: headers).status
        }
        let socket = ["X-Forwarded-For": "203.0.113.1", "Authorization": "Bearer bad"]
        let path = "/ws/550e8400-e29b-41d4-a716-446655440000"
        #expect(try await create("good", from: "203.0.113.1") == 200)
        #expect(try await create("bad", from: "203.0.113.1") == 401)
        #expect(try await Self.socketStatus(gateway, path, socket) == 401)
        #expect(try await gateway.call("POST", "/api/create-session", headers: Self.client).status == 401)
        let asked = stranger.asked.count
        #expect(asked == 3)
        #expect(try await create("bad", from: "203.0.113.1") == 429)
        #expect(try await create("good", from: "203.0.113.1") == 429)
        #expect(try await Self.socketStatus(gateway, path, socket) == 429)
        #expect(stranger.asked.count == asked)
        #expect(try await create("good", from: "203.0.113.2") == 200)
        clock.advance(by: .seconds(20))
        #expect(try await create("good", from: "203.0.113.1") == 200)
        try await gateway.stop()
    }

    @Test("come over so many connections, and a place is free again once its connection has ended")
    func connections() async throws {
        let gateway = try await LiveGateway.running {
            $0.proxies.trusted = []
            $0.capacity.connectionsPerAddress = 2
        }
        let request = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        var open: [RawConnection] = []
        for _ in 1...2 {
            let connection = try await RawConnection.connect(port: gateway.port)
            try await connection.send(request)
            try await connection.text { $0.contains("timestamp") }
            open.append(connection)
        }
        #expect(try await RawConnection.connect(port: gateway.port).textToEnd().isEmpty)
        for connection in open { await connection.endOutput() }
        for connection in open { try await connection.textToEnd() }
        var answer = ""
        while answer.isEmpty {
            let connection = try await RawConnection.connect(port: gateway.port)
            try await connection.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = try await connection.textToEnd()
        }
        #expect(answer.contains(#"chat_refusals_total{reason="too_many_connections"}"#))
        try await gateway.stop()
    }
}
