import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Gateway

@Suite("Who may enter")
struct AccessTests {
    typealias Visitor = GuardedGateway.Visitor

    enum Route: String, CaseIterable, Sendable {
        case create, info, messages, ticket, delete, socket, mcp, admin, metrics, probes
    }

    /// The status for nobody, forger, stranger, owner and admin.
    static let expected: [AccessPolicy.Mode: [Route: [Int]]] = [
        .open: [
            .create: [200, 200, 200, 200, 200], .info: [200, 200, 200, 200, 200], .messages: [200, 200, 200, 200, 200],
            .ticket: [200, 200, 200, 200, 200], .delete: [200, 200, 200, 200, 200], .socket: [101, 101, 101, 101, 101],
            .mcp: [200, 200, 200, 200, 200], .admin: [404, 404, 404, 404, 404],
            .metrics: [200, 200, 200, 200, 200], .probes: [200, 200, 200, 200, 200],
        ],
        .create: [
            .create: [401, 401, 200, 200, 200], .info: [200, 200, 200, 200, 200], .messages: [200, 200, 200, 200, 200],
            .ticket: [200, 200, 200, 200, 200], .delete: [200, 200, 200, 200, 200], .socket: [101, 101, 101, 101, 101],
            .mcp: [401, 401, 200, 200, 200], .admin: [401, 401, 403, 403, 200],
            .metrics: [401, 401, 403, 403, 200], .probes: [200, 200, 200, 200, 200],
        ],
        .strict: [
            .create: [401, 401, 200, 200, 200], .info: [401, 401, 404, 200, 200], .messages: [401, 401, 404, 200, 200],
            .ticket: [401, 401, 404, 200, 404], .delete: [401, 401, 404, 200, 200], .socket: [401, 401, 404, 101, 404],
            .mcp: [401, 401, 200, 200, 200], .admin: [401, 401, 403, 403, 200],
            .metrics: [401, 401, 403, 403, 200], .probes: [200, 200, 200, 200, 200],
        ],
    ]

    private func status(_ route: Route, as visitor: Visitor, at gateway: GuardedGateway) async throws -> Int {
        let id = try await gateway.session()
        switch route {
        case .create: return try await gateway.call("POST", "/api/create-session", as: visitor).status
        case .info: return try await gateway.call("GET", "/api/session/\(id)/info", as: visitor).status
        case .messages: return try await gateway.call("GET", "/api/session/\(id)/messages", as: visitor).status
        case .ticket: return try await gateway.call("POST", "/api/session/\(id)/ticket", as: visitor).status
        case .delete: return try await gateway.call("DELETE", "/api/session/\(id)", as: visitor).status
        case .socket:
            return try await gateway.socketStatus("/ws/\(id)", headers: try gateway.socketHeaders(of: visitor))
        case .mcp:
            let body = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
            return try await gateway.call("POST", "/mcp", as: visitor, body: body).status
        case .admin: return try await gateway.call("GET", "/admin/sessions", as: visitor).status
        case .metrics: return try await gateway.call("GET", "/metrics", as: visitor).status
        case .probes:
            let paths = ["/health", "/live", "/ready", "/openapi.json"]
            var statuses: Set<Int> = []
            for path in paths { statuses.insert(try await gateway.call("GET", path, as: visitor).status) }
            return statuses.count == 1 ? statuses.first ?? 0 : 0
        }
    }

    @Test("is the same question at every door, in each mode", arguments: AccessPolicy.Mode.allCases)
    func matrix(_ mode: AccessPolicy.Mode) async throws {
        let gateway = try await GuardedGateway.running(mode)
        for route in Route.allCases {
            var statuses: [Int] = []
            for visitor in Visitor.allCases { statuses.append(try await self.status(route, as: visitor, at: gateway)) }
            #expect(statuses == Self.expected[mode]?[route], "\(mode), \(route)")
        }
        try await gateway.live.stop()
    }

    @Test("somebody else's session is not told from one that never was")
    func indistinguishable() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let (theirs, none) = (try await gateway.session(), SessionID().rawValue)
        let calls = [("GET", "/info"), ("GET", "/messages"), ("POST", "/ticket"), ("DELETE", ""), ("HEAD", "/info")]
        for (method, rest) in calls {
            let one = try await gateway.call(method, "/api/session/\(theirs)\(rest)", as: .stranger)
            let other = try await gateway.call(method, "/api/session/\(none)\(rest)", as: .stranger)
            #expect(one.status == 404)
            #expect(other.status == 404)
            #expect(one.json == other.json)
            #expect(one.comparable == other.comparable)
        }
        var refusals: [[Substring]] = []
        for id in [theirs, none] {
            let headers = try gateway.socketHeaders(of: .stranger)
            let refused = await #expect(throws: WebSocketClient.Refused.self) {
                _ = try await gateway.live.connect("/ws/\(id)", headers: headers)
            }
            let lines = refused?.response.split(separator: "\r\n") ?? []
            refusals.append(lines.filter { !$0.lowercased().hasPrefix("date:") })
        }
        #expect(refusals[0] == refusals[1])
        #expect(refusals[0].first?.contains("404") == true)
        try await gateway.live.stop()
    }

    @Test(
        "a session is of no use to somebody whose name only looks like its owner's",
        arguments: [("MARK", "MAR\u{212A}"), ("caf\u{E9}", "cafe\u{301}")]
    )
    func lookalikes(_ names: (owner: String, other: String)) async throws {
        let gateway = try await GuardedGateway.running(.strict)
        func headers(_ name: String) throws -> HTTPHeaders {
            ["Authorization": "Bearer \(try TokenMaker.hs256().token(for: name).value)"]
        }
        let (own, others) = (try headers(names.owner), try headers(names.other))
        let created = try await gateway.live.call("POST", "/api/create-session", headers: own)
        let id = try #require(created["session_id"]?.string)
        #expect(try await gateway.live.call("GET", "/api/session/\(id)/info", headers: own).status == 200)
        #expect(try await gateway.live.call("GET", "/api/session/\(id)/info", headers: others).status == 404)
        #expect(try await gateway.live.call("POST", "/api/session/\(id)/ticket", headers: others).status == 404)
        let opening = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        let opened = try await gateway.live.call("POST", "/mcp", body: opening, headers: own)
        let key = try #require(opened.headers["Mcp-Session-Id"])
        for (headers, status) in [(others, 404), (own, 200)] {
            var headers = headers
            headers["Mcp-Session-Id"] = key
            headers["MCP-Protocol-Version"] = "2025-06-18"
            let body = MCPMessage.request("ping", meta: nil)
            #expect(try await gateway.live.call("POST", "/mcp", body: body, headers: headers).status == status)
        }
        try await gateway.live.stop()
    }

    @Test("a session belongs to the subject of the token, whatever user is named, and is on record as that")
    func owner() async throws {
        let gateway = try await GuardedGateway.running(.create)
        let body = #"{"user_id":"eva"}"#
        let created = try await gateway.call("POST", "/api/create-session", as: .owner, body: body)
        let id = try #require(created["session_id"]?.string.flatMap(SessionID.init(rawValue:)))
        let record = try await gateway.live.store.session(id)
        #expect(record?.owner == "anna")
        #expect(record?.user == "eva")
        guard case .sessionCreated(let fact)? = try await gateway.live.store.events(of: id, after: .start).first?.fact
        else {
            Issue.record("no first event")
            return
        }
        #expect(fact.owner == "anna")
        try await gateway.live.stop()
    }

    @Test("a session from the time before tokens were asked for is nobody's but an admin's")
    func ownerless() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let session = try await gateway.live.sessions.create(user: "anna", region: RegionID(rawValue: "testing"))
        let path = "/api/session/\(session.id)/info"
        #expect(try await gateway.call("GET", path, as: .owner).status == 404)
        #expect(try await gateway.call("GET", path, as: .admin).status == 200)
        try await gateway.live.stop()
    }

    @Test("a token for other regions creates nothing here, and does not open what is here")
    func regions() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let id = try await gateway.session()
        let token = try TokenMaker.hs256().token(for: "anna", roles: ["admin"], regions: ["piemonte"]).value
        let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
        let mcp = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        for (method, path, body) in [
            ("POST", "/api/create-session", nil), ("GET", "/api/session/\(id)/info", nil), ("POST", "/mcp", mcp),
        ] {
            let answer = try await gateway.live.call(method, path, body: body, headers: headers)
            #expect(answer.status == 403)
            #expect(answer["code"] == "region_not_allowed")
            #expect(answer.headers["WWW-Authenticate"]?.contains(#"error="insufficient_scope""#) == true)
        }
        let listed = try await gateway.live.call("GET", "/admin/sessions", headers: headers)
        #expect(listed["sessions"] == [])
        let here = try TokenMaker.hs256().token(for: "anna", regions: ["Testing"]).value
        let own: HTTPHeaders = ["Authorization": "Bearer \(here)"]
        #expect(try await gateway.live.call("GET", "/api/session/\(id)/info", headers: own).status == 200)
        try await gateway.live.stop()
    }

    @Test("a refusal says what is wrong, as RFC 6750 has it")
    func challenges() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let missing = try await gateway.call("POST", "/api/create-session", as: .nobody)
        #expect(missing["code"] == "token_required")
        #expect(missing.headers["WWW-Authenticate"] == #"Bearer realm="chat-service""#)
        let forged = try await gateway.call("POST", "/api/create-session", as: .forger)
        #expect(forged["code"] == "invalid_token")
        #expect(
            forged.headers["WWW-Authenticate"] == #"""
                Bearer realm="chat-service", error="invalid_token", error_description="The token's signature is not by a key \#
                that is accepted here. Get a new token."
                """#
        )
        let garbled = try await gateway.live.call(
            "POST",
            "/api/create-session",
            headers: ["Authorization": "Bearer a b"]
        )
        #expect(garbled.status == 400)
        #expect(garbled.headers["WWW-Authenticate"]?.contains(#"error="invalid_request""#) == true)
        let huge: HTTPHeaders = ["Authorization": "Bearer \(String(repeating: "a", count: 9000))"]
        #expect(try await gateway.live.call("POST", "/api/create-session", headers: huge).status == 401)
        let opaque: HTTPHeaders = ["Authorization": "Bearer opaque"]
        #expect(try await gateway.live.call("POST", "/api/create-session", headers: opaque).status == 401)
        let notAdmin = try await gateway.call("GET", "/admin/sessions", as: .owner)
        #expect(notAdmin["code"] == "admin_required")
        try await gateway.live.stop()
    }

    @Test("where nobody can tell, it is said that nobody can")
    func unavailable() async throws {
        struct Silent: Authenticator {
            func principal(showing token: Secret) async throws(AccessError) -> Principal? { throw .unavailable }
        }
        let gateway = try await GuardedGateway.running(AccessPolicy(.strict, authenticators: [Silent()]))
        let answer = try await gateway.call("POST", "/api/create-session", as: .owner)
        #expect(answer.status == 503)
        #expect(answer["code"] == "authentication_unavailable")
        #expect(answer.headers["Retry-After"] == "5")
        try await gateway.live.stop()
    }

    @Test("an MCP session is of no use to another token")
    func mcpSession() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let opening = MCPMessage.request("initialize", ["protocolVersion": "2025-06-18"], meta: nil)
        let opened = try await gateway.call("POST", "/mcp", as: .owner, body: opening)
        let key = try #require(opened.headers["Mcp-Session-Id"])
        for (visitor, status) in [(Visitor.stranger, 404), (.owner, 200)] {
            var headers = try gateway.headers(of: visitor)
            headers["Mcp-Session-Id"] = key
            headers["MCP-Protocol-Version"] = "2025-06-18"
            let body = MCPMessage.request("ping", meta: nil)
            #expect(try await gateway.live.call("POST", "/mcp", body: body, headers: headers).status == status)
        }
        try await gateway.live.stop()
    }
}

extension LiveGateway.Answer {
    /// The header, but for what differs by time.
    fileprivate var comparable: [HTTPHeaders.Field] {
        self.headers.fields.filter { $0.name.lowercased() != "date" }
    }
}
