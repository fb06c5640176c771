import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

/// Clients at a live gateway, behind a proxy that tells who they are.
@Suite("Limited clients")
struct LimitedClientTests {
    @Test("a client that creates too many sessions gets 429 and how long to wait; its neighbours do not notice")
    func sessions() async throws {
        let clock = ManualClock()
        let gateway = try await LiveGateway.running(clock: clock) {
            $0.rates.address.sessions = Rate(2, per: .seconds(60))
        }
        let greedy: HTTPHeaders = ["X-Forwarded-For": "203.0.113.1"]
        for _ in 1...2 {
            #expect(try await gateway.call("POST", "/api/create-session", headers: greedy).status == 200)
        }
        let refused = try await gateway.call("POST", "/api/create-session", headers: greedy)
        #expect(refused.status == 429)
        #expect(refused["code"] == "rate_limited")
        #expect(refused["detail"]?.string?.contains("Wait 30 s") == true)
        #expect(refused.headers["Retry-After"] == "30")
        let other: HTTPHeaders = ["X-Forwarded-For": "203.0.113.2"]
        #expect(try await gateway.call("POST", "/api/create-session", headers: other).status == 200)
        #expect(try await gateway.call("POST", "/api/create-session").status == 200)
        let socket = await #expect(throws: WebSocketClient.Refused.self) {
            try await gateway.connect("/ws", headers: ["X-Forwarded-For": "203.0.113.1"])
        }
        #expect(socket?.status == 429)
        #expect(socket?.response.contains("\r\nRetry-After: 30") == true)
        clock.advance(by: .seconds(30))
        #expect(try await gateway.call("POST", "/api/create-session", headers: greedy).status == 200)
        try await gateway.stop()
    }

    @Test("a user is held to account over all sessions")
    func user() async throws {
        let gateway = try await LiveGateway.running { $0.rates.user.sessions = Rate(1, per: .seconds(60)) }
        let body = #"{"user_id":"ada"}"#
        #expect(try await gateway.call("POST", "/api/create-session", body: body).status == 200)
        #expect(try await gateway.call("POST", "/api/create-session", body: body).status == 429)
        #expect(try await gateway.call("POST", "/api/create-session").status == 200)
        try await gateway.stop()
    }

    @Test("users of one owner have each their own, and the owner has so much for all of them")
    func owners() async throws {
        let gateway = try await GuardedGateway.running(.create) {
            $0.rates.user.sessions = Rate(1, per: .seconds(60))
            $0.rates.owner.sessions = Rate(2, per: .seconds(60))
        }
        func create(_ user: String, as visitor: GuardedGateway.Visitor) async throws -> Int {
            try await gateway.call("POST", "/api/create-session", as: visitor, body: #"{"user_id":"\#(user)"}"#).status
        }
        #expect(try await create("ada", as: .owner) == 200)
        #expect(try await create("ada", as: .owner) == 429)
        #expect(try await create("bea", as: .owner) == 200)
        #expect(try await create("cleo", as: .owner) == 429)
        #expect(try await create("ada", as: .stranger) == 200)
        try await gateway.live.stop()
    }

    @Test("a cancel of the usual size is always heard, and one that is padded counts as a message")
    func cancels() async throws {
        let gateway = try await LiveGateway.running { $0.rates.session.messages = Rate(1, per: .seconds(60)) }
        let socket = try await gateway.connect("/ws")
        let padding = String(repeating: " ", count: 1000)
        for cancel in [#"{"type":"cancel"}"#, #"{"type":"cancel"\#(padding)}"#, #"{"type":"cancel"}"#] {
            try await socket.send(cancel)
        }
        try await socket.send(#"{"type":"cancel"\#(padding)}"#)
        let frames = try await socket.frames(labelled: "error")
        #expect(frames.last?["code"] == "rate_limited")
        #expect(frames.count { $0.type == "error" } == 1)
        try await gateway.stop()
    }

    @Test("a message too many is refused by name, and taken after the wait")
    func messages() async throws {
        let clock = ManualClock()
        let gateway = try await LiveGateway.running(model: .script(.says("Uno."), .says("Due.")), clock: clock) {
            $0.rates.session.messages = Rate(1, per: .seconds(3))
        }
        let socket = try await gateway.connect("/ws")
        try await socket.say("1", id: "m-1")
        _ = try await socket.frames(labelled: "ready")
        try await socket.say("2", id: "m-2")
        let error = try await socket.frames(labelled: "error").last
        #expect(error?["code"] == "rate_limited")
        #expect(error?["retryable"] == true)
        #expect(error?["retry_after_ms"] == 3000)
        #expect(error?["message_id"] == "m-2")
        try await socket.send(#"{"type":"cancel"}"#)
        clock.advance(by: .milliseconds(3000))
        try await socket.say("2", id: "m-2")
        let frames = try await socket.frames(untilNumber: 2, labelled: "ready")
        #expect(frames.last { $0.type == "complete" }?["full_response"] == "Due.")
        try await gateway.stop()
    }

    @Test("calls of tools count as messages")
    func calls() async throws {
        let gateway = try await LiveGateway.running { $0.rates.address.messages = Rate(1, per: .seconds(60)) }
        let client: HTTPHeaders = ["X-Forwarded-For": "203.0.113.1", "Accept": "application/json, text/event-stream"]
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        #expect(try await gateway.call("POST", "/mcp", body: ping, headers: client).status != 429)
        #expect(try await gateway.call("POST", "/mcp", body: ping, headers: client).status == 429)
        try await gateway.stop()
    }

    @Test(
        "an address and a session have so many sockets, and a place is free again once its socket is gone",
        .timeLimit(.minutes(1))
    )
    func sockets() async throws {
        let gateway = try await LiveGateway.running {
            $0.capacity.socketsPerAddress = 2
            $0.capacity.socketsPerSession = 1
        }
        let client = ["X-Forwarded-For": "2001:db8::1"]
        let path = "/ws/\(try await gateway.session())"
        let first = try await gateway.connect(path, headers: client)
        let full = await #expect(throws: WebSocketClient.Refused.self) { try await gateway.connect(path) }
        #expect(full?.status == 429)
        #expect(full?.response.contains("too_many_sockets") == true)
        let second = try await gateway.connect("/ws", headers: ["X-Forwarded-For": "2001:db8::2"])
        let sockets = await #expect(throws: WebSocketClient.Refused.self) {
            try await gateway.connect("/ws", headers: client)
        }
        #expect(sockets?.status == 429)
        _ = try await second.frames(labelled: "connected")
        await first.drop()
        // The service hears of it in its own time.
        var again: WebSocketClient?
        try await waitUntil {
            again = try? await gateway.connect(path, headers: client)
            return again != nil
        }
        try await gateway.stop()
    }

    @Test("sessions beyond those there may be are refused with 503, a user's with 429")
    func capacity() async throws {
        var settings = SessionSettings()
        settings.sessions = 2
        settings.sessionsPerUser = 1
        let gateway = try await LiveGateway.running(settings: settings)
        let body = #"{"user_id":"ada"}"#
        #expect(try await gateway.call("POST", "/api/create-session", body: body).status == 200)
        let user = try await gateway.call("POST", "/api/create-session", body: body)
        #expect(user.status == 429)
        #expect(user["code"] == "too_many_sessions")
        _ = try await gateway.session()
        let service = try await gateway.call("POST", "/api/create-session")
        #expect(service.status == 503)
        #expect(service.headers["Retry-After"] == "60")
        let socket = await #expect(throws: WebSocketClient.Refused.self) { try await gateway.connect("/ws") }
        #expect(socket?.status == 503)
        try await gateway.stop()
    }

    @Test("while the service stops, turns end, and nothing new is taken on")
    func stopping() async throws {
        let gate = Gate()
        let gateway = try await LiveGateway.running(model: .script(.waits(for: gate).says("Fatto.")))
        let id = try await gateway.session()
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Uno")
        try await gate.arrived()
        gateway.sessions.stop()
        let refused = try await gateway.call("POST", "/api/create-session")
        #expect(refused.status == 503)
        #expect(refused["code"] == "service_stopping")
        #expect(refused.headers["Retry-After"] == "5")
        try await socket.say("Due", id: "m-2")
        let error = try await socket.frames(labelled: "error").last
        #expect(error?["code"] == "service_stopping")
        #expect(error?["message_id"] == "m-2")
        #expect(error?["retryable"] == true)
        gate.open()
        _ = try await socket.frames(labelled: "complete")
        #expect(try await socket.closed() == 1012)
        try await gateway.stop()
    }
}
