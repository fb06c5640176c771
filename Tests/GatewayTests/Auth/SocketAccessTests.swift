import AgentRuntime
import AgentTesting
import HTTPTransport
import HTTPTypes
import NIOConcurrencyHelpers
import Testing

@testable import Gateway

@Suite("Sockets that ask for a token")
struct SocketAccessTests {
    @Test("take it from the header, or from the protocols, of which they choose one")
    func credentials() async throws {
        let gateway = try await GuardedGateway.running(.strict, model: .script(.says("Ciao.")))
        let id = try await gateway.session()
        let token = try #require(try gateway.token(of: .owner))
        let byHeader = try await gateway.live.connect("/ws/\(id)", headers: ["Authorization": "Bearer \(token)"])
        #expect(!byHeader.responseHead.lowercased().contains("sec-websocket-protocol"))
        let named = try await gateway.live.connect(
            "/ws?session_id=\(id)",
            headers: ["Sec-WebSocket-Protocol": "chat.v1, token.\(token)"]
        )
        #expect(named.responseHead.contains("sec-websocket-protocol: chat.v1"))
        #expect(!named.responseHead.contains(token))
        // Nothing could be chosen but the token, which would then be sent back.
        let bare = ["Sec-WebSocket-Protocol": "token.\(token)"]
        #expect(try await gateway.socketStatus("/ws/\(id)", headers: bare) == 400)
        try await named.say("Ciao")
        for socket in [byHeader, named] { _ = try await socket.frames(labelled: "complete") }
        let forged = try #require(try gateway.token(of: .forger))
        let refused = ["Sec-WebSocket-Protocol": "chat.v1, token.\(forged)"]
        #expect(try await gateway.socketStatus("/ws/\(id)", headers: refused) == 401)
        #expect(try await gateway.socketStatus("/ws/\(id)", headers: ["Sec-WebSocket-Protocol": "chat.v1"]) == 401)
        try await gateway.live.stop()
    }

    private func ticket(_ id: String, _ gateway: GuardedGateway) async throws -> String {
        let answer = try await gateway.call("POST", "/api/session/\(id)/ticket", as: .owner)
        #expect(answer["session_id"] == .string(id))
        let expiry = try #require(answer["expires_at"]?.string.flatMap(Timestamp.init))
        #expect(expiry > .now)
        let ticket = try #require(answer["ticket"]?.string)
        #expect(answer["websocket_url"]?.string?.hasSuffix("/ws/\(id)?ticket=\(ticket)") == true)
        return ticket
    }

    @Test("take a ticket once, for the session it was given out for")
    func tickets() async throws {
        let gateway = try await GuardedGateway.running(.strict, model: .script(.says("Ciao.")))
        let (id, other) = (try await gateway.session(), try await gateway.session())
        let ticket = try await self.ticket(id, gateway)
        // Asking without upgrading does not use it up.
        let plain = try await gateway.live.call("GET", "/ws/\(id)?ticket=\(ticket)")
        #expect(plain.status == 426)
        let socket = try await gateway.live.connect("/ws/\(id)?ticket=\(ticket)&frames=all")
        try await socket.say("Ciao")
        _ = try await socket.frames(labelled: "complete")
        let again = try await gateway.live.call("GET", "/ws/\(id)?ticket=\(ticket)")
        #expect(again.status == 401)
        #expect(again["code"] == "invalid_token")
        #expect(try await gateway.socketStatus("/ws/\(id)?ticket=\(ticket)") == 401)
        let stray = try await self.ticket(id, gateway)
        #expect(try await gateway.socketStatus("/ws/\(other)?ticket=\(stray)") == 401)
        #expect(try await gateway.socketStatus("/ws/\(id)?ticket=\(stray)") == 401)
        #expect(try await gateway.socketStatus("/ws/\(id)?ticket=") == 401)
        try await gateway.live.stop()
    }

    @Test("let in one of many who show the same ticket at once")
    func race() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let id = try await gateway.session()
        let ticket = try await self.ticket(id, gateway)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await gateway.socketStatus("/ws/\(id)?ticket=\(ticket)") } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.sorted() == [101] + Array(repeating: 401, count: 7))
        try await gateway.live.stop()
    }

    /// Lets anybody in, until the next moment.
    private struct Brief: Authenticator {
        func principal(showing token: Secret) async throws(AccessError) -> Principal? {
            Principal(subject: "anna", expiresAt: .now)
        }
    }

    @Test("close with 4401 when the token ends")
    func expiry() async throws {
        let gateway = try await GuardedGateway.running(AccessPolicy(.strict, authenticators: [Brief()]))
        let id = try await gateway.session()
        let socket = try await gateway.live.connect("/ws/\(id)", headers: gateway.socketHeaders(of: .owner))
        #expect(try await socket.closed() == 4401)
        try await gateway.live.stop()
    }

    @Test("are let in by a ticket for as long as the token that it was asked for with")
    func ticketExpiry() async throws {
        let gateway = try await GuardedGateway.running(.strict)
        let id = try #require(SessionID(rawValue: try await gateway.session()))
        let door = Doorkeeper(AccessPolicy(.strict, authenticators: []), sessions: gateway.live.sessions)
        let end = Timestamp.now + .seconds(600)
        let bearer = Bearer(Principal(subject: "anna", expiresAt: end), Secret("t"))
        let good = try #require(door.tickets.issue(for: id, to: bearer))
        let credentials = SocketCredentials(HTTPFields(), ticket: good.secret)
        let admission = try await door.admission(to: id.rawValue, by: credentials, isEntering: true)
        #expect(admission.principal?.expiresAt == end)
        let over = Bearer(Principal(subject: "anna", expiresAt: .now - .seconds(1)), Secret("t"))
        let late = try #require(door.tickets.issue(for: id, to: over))
        await #expect(throws: AccessError.ticketNotGood) {
            _ = try await door.admission(
                to: id.rawValue,
                by: SocketCredentials(HTTPFields(), ticket: late.secret),
                isEntering: true
            )
        }
        try await gateway.live.stop()
    }

    @Test("close with 4401 when whoever gave the token out takes it back", arguments: [false, true])
    func revocation(_ isByTicket: Bool) async throws {
        let isActive = NIOLockedValueBox(true)
        let server = try await StubServer.running { _ in
            (200, isActive.withLockedValue(\.self) ? #"{"active":true,"sub":"anna"}"# : #"{"active":false}"#)
        }
        var rules = ClaimRules()
        (rules.audience, rules.requiresExpiry) = (.any, false)
        let introspection = IntrospectionAuthenticator(
            .init(url: server.url, clientID: "c", clientSecret: Secret("s"), memory: .milliseconds(20)),
            rules: rules,
            http: try HTTPClient(),
            logger: .silent
        )
        let gateway = try await GuardedGateway.running(
            AccessPolicy(.strict, authenticators: [introspection]),
            model: .script(.says("Ciao."))
        )
        let id = try await gateway.session()
        let socket =
            isByTicket
            ? try await gateway.live.connect("/ws/\(id)?ticket=\(self.ticket(id, gateway))")
            : try await gateway.live.connect("/ws/\(id)", headers: gateway.socketHeaders(of: .owner))
        let asked = server.requests.count
        // It is asked again and again, and nothing comes of it while the answer is yes.
        try await server.received(asked + 3)
        try await socket.say("Ciao")
        _ = try await socket.frames(labelled: "complete")
        isActive.withLockedValue { $0 = false }
        #expect(try await socket.closed() == 4401)
        try await gateway.live.stop()
    }

    @Test("live on past the token's end where the session's id is what lets in")
    func capability() async throws {
        let gateway = try await GuardedGateway.running(.create, model: .script(.says("Ciao.")))
        let socket = try await gateway.live.connect("/ws/\(gateway.session())")
        try await socket.say("Ciao")
        _ = try await socket.frames(labelled: "complete")
        try await gateway.live.stop()
    }

    @Test("are no bare /ws, unless all is open", arguments: [AccessPolicy.Mode.create, .strict])
    func bare(_ mode: AccessPolicy.Mode) async throws {
        let gateway = try await GuardedGateway.running(mode)
        let headers = try gateway.socketHeaders(of: .admin)
        #expect(try await gateway.socketStatus("/ws", headers: headers) == 404)
        let answer = try await gateway.call("GET", "/ws", as: .owner)
        #expect(answer["code"] == "session_required")
        #expect(try await gateway.live.store.countOpen().isEmpty)
        try await gateway.live.stop()
    }

    @Test("are for pages of the listed origins, token or not")
    func origins() async throws {
        let gateway = try await GuardedGateway.running(.strict) {
            $0.allowedOrigins = ["https://dashboard.example.org"]
        }
        let id = try await gateway.session()
        var headers = try gateway.socketHeaders(of: .owner)
        headers["Origin"] = "https://evil.example.org"
        #expect(try await gateway.socketStatus("/ws/\(id)", headers: headers) == 403)
        headers["Origin"] = "https://dashboard.example.org"
        #expect(try await gateway.socketStatus("/ws/\(id)", headers: headers) == 101)
        try await gateway.live.stop()
    }
}
