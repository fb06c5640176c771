import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

@Suite("Looking after sessions")
struct AdminTests {
    @Test("goes through all of them page by page")
    func pages() async throws {
        let gateway = try await GuardedGateway.running(.create)
        var ids: Set<String> = []
        for _ in 0..<5 { ids.insert(try await gateway.session()) }
        let closed = try await gateway.session()
        _ = try await gateway.call("DELETE", "/api/session/\(closed)", as: .nobody)
        var seen: [String] = []
        var path = "/admin/sessions?status=active&limit=2"
        for page in 0..<3 {
            let answer = try await gateway.call("GET", path, as: .admin)
            let sessions = answer["sessions"]?.array ?? []
            #expect(sessions.count == (page < 2 ? 2 : 1))
            #expect(sessions.allSatisfy { $0["owner"] == "anna" && $0["status"] == "active" })
            seen += sessions.compactMap { $0["session_id"]?.string }
            path = "/admin/sessions?status=active&limit=2&after=\(answer["next"]?.string ?? "")"
            #expect((answer["next"] == .null) == (page == 2))
        }
        #expect(seen.count == 5)
        #expect(Set(seen) == ids)
        let rest = try await gateway.call("GET", "/admin/sessions?status=closed", as: .admin)
        #expect(rest["sessions"]?.array?.map { $0["session_id"] } == [.string(closed)])
        #expect(rest["sessions"]?[0]?["closed_at"]?.string != nil)
        try await gateway.live.stop()
    }

    @Test("has a session forgotten, whether or not somebody talks in it")
    func erasure() async throws {
        let gateway = try await GuardedGateway.running(.create)
        for isOpen in [true, false] {
            let id = try await gateway.session()
            let session = try #require(SessionID(rawValue: id))
            let socket = try await gateway.live.connect("/ws/\(id)")
            if !isOpen { _ = try await gateway.call("DELETE", "/api/session/\(id)", as: .nobody) }
            for (visitor, status) in [(GuardedGateway.Visitor.nobody, 401), (.stranger, 403), (.owner, 403)] {
                #expect(try await gateway.call("DELETE", "/admin/sessions/\(id)", as: visitor).status == status)
            }
            let elsewhere = try TokenMaker.hs256().token(for: "root", roles: ["admin"], regions: ["piemonte"]).value
            let other = try await gateway.live.call(
                "DELETE",
                "/admin/sessions/\(id)",
                headers: ["Authorization": "Bearer \(elsewhere)"]
            )
            #expect(other.status == 404)
            #expect(try await gateway.live.store.session(session) != nil)
            let answer = try await gateway.call("DELETE", "/admin/sessions/\(id)", as: .admin)
            #expect(answer.status == 200)
            #expect(answer["status"] == "erased")
            #expect(answer["session_id"] == .string(id))
            #expect(try await gateway.live.store.session(session) == nil)
            #expect(try await socket.closed() == 1000)
            #expect(try await gateway.call("DELETE", "/admin/sessions/\(id)", as: .admin).status == 404)
        }
        #expect(try await gateway.call("DELETE", "/admin/sessions/7", as: .admin).status == 400)
        try await gateway.live.stop()
    }

    @Test("finds the sessions of one user")
    func user() async throws {
        let gateway = try await GuardedGateway.running(.create)
        let about = try await gateway.call("POST", "/api/create-session", as: .owner, body: #"{"user_id":"a b&c"}"#)
        _ = try await gateway.session()
        let found = try await gateway.call("GET", "/admin/sessions?user_id=a%20b%26c", as: .admin)
        #expect(found["sessions"]?.array?.map { $0["session_id"] } == [about["session_id"]])
        #expect(
            try await gateway.call("GET", "/admin/sessions?user_id=anna", as: .admin)["sessions"]?.array?.count == 2
        )
        try await gateway.live.stop()
    }

    @Test("whose session it is is asked before its journal is read")
    func unread() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let session = StoredSession(owner: "anna", region: Region.testing.id)
        try await session.store(in: gateway.live.store)
        let path = "/api/session/\(session.id)/info"
        #expect(try await gateway.call("GET", path, as: .stranger).status == 404)
        #expect(gateway.live.sessions.residentCount == 0)
        #expect(try await gateway.call("GET", path, as: .owner).status == 200)
        #expect(gateway.live.sessions.residentCount == 1)
        try await gateway.live.stop()
    }

    @Test(
        "tells what it does not understand",
        arguments: ["limit=0", "limit=201", "limit=x", "status=old", "after=7", "after=x.y"]
    )
    func mistakes(_ query: String) async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let answer = try await gateway.call("GET", "/admin/sessions?\(query)", as: .admin)
        #expect(answer.status == 400)
        #expect(answer["code"] == "invalid_request")
        try await gateway.live.stop()
    }

    @Test("is not there where nobody is asked who they are")
    func absent() async throws {
        let gateway = try await LiveGateway.running()
        for method in ["GET", "POST", "OPTIONS"] {
            let answer = try await gateway.call(method, "/admin/sessions")
            let nowhere = try await gateway.call(method, "/admin/nowhere")
            #expect(answer.status == 404)
            #expect(answer.json == nowhere.json)
        }
        try await gateway.stop()
    }

    @Test("a conversation can be read by who may use its session")
    func messages() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Apre alle sette.")))
        let id = try await gateway.session()
        let empty = try await gateway.call("GET", "/api/session/\(id)/messages")
        #expect(empty.json == ["session_id": .string(id), "messages": []])
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Quando apre?")
        _ = try await socket.frames(labelled: "ready")
        let answer = try await gateway.call("GET", "/api/session/\(id)/messages")
        let messages = answer["messages"]?.array ?? []
        #expect(messages.map { $0["role"] } == ["user", "assistant"])
        #expect(messages.map { $0["content"] } == ["Quando apre?", "Apre alle sette."])
        #expect(messages.allSatisfy { $0["turn"] == 1 && $0["timestamp"]?.string != nil })
        try await gateway.stop()
    }

    @Test("every answer tells browsers to make nothing of it but what it is")
    func securityHeaders() async throws {
        let gateway = try await LiveGateway.running { $0.allowedOrigins = ["https://dashboard.example.org"] }
        let id = try await gateway.session()
        let preflight: HTTPHeaders = [
            "Origin": "https://dashboard.example.org", "Access-Control-Request-Method": "POST",
        ]
        let calls: [(method: String, path: String, headers: HTTPHeaders, status: Int)] = [
            ("GET", "/health", [:], 200), ("HEAD", "/health", [:], 200), ("GET", "/api/session/\(id)/info", [:], 200),
            ("GET", "/nowhere", [:], 404), ("PUT", "/health", [:], 405), ("GET", "/ws/\(id)", [:], 426),
            ("OPTIONS", "/api/create-session", [:], 204), ("OPTIONS", "/api/create-session", preflight, 204),
            ("GET", "/api/session/7/info", [:], 400), ("GET", "/mcp", [:], 405),
        ]
        for call in calls {
            let answer = try await gateway.call(call.method, call.path, headers: call.headers)
            #expect(answer.status == call.status, "\(call.path)")
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            #expect(answer.headers["Referrer-Policy"] == "no-referrer")
            #expect(answer.headers["Cache-Control"] == "no-store")
            #expect(answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer.headers["Server"] == nil)
        }
        try await gateway.stop()
    }
}
