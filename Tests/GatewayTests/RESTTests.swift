import AgentRuntime
import AgentTesting
import Gateway
import HTTPTransport
import Testing

@Suite("REST")
struct RESTTests {
    @Test("health tells what the guide promises")
    func health() async throws {
        let gateway = try await LiveGateway.running()
        _ = try await gateway.session()
        let answer = try await gateway.call("GET", "/health")
        #expect(answer.status == 200)
        #expect(answer["status"] == "healthy")
        #expect(answer["service"] == "pipecat-chat-service")
        #expect(answer["agent"] == "Test Agent")
        #expect(answer["version"] == "1.2.3")
        #expect(answer["active_sessions"] == 1)
        #expect(answer["timestamp"]?.string?.hasSuffix("Z") == true)
        try await gateway.stop()
    }

    @Test("a session is created without a body, and told about")
    func createAndInfo() async throws {
        let gateway = try await LiveGateway.running()
        let created = try await gateway.call("POST", "/api/create-session")
        let id = try #require(created["session_id"]?.string)
        #expect(created["status"] == "ready")
        #expect(created["websocket_url"] == .string("ws://127.0.0.1:\(gateway.port)/ws/\(id)"))
        let info = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(info["session_id"] == .string(id))
        #expect(info["created_at"] == created["created_at"])
        #expect(info["message_count"] == 0)
        #expect(info["user_id"] == .null)
        #expect(info["status"] == "active")
        try await gateway.stop()
    }

    @Test("usage is told, and its cost where there is a price")
    func usage() async throws {
        let price = TokenPrice(input: try #require(Cost("2.5")), output: try #require(Cost("10")))
        let model = ScriptedModel(
            [.says("Ciao.").using(TokenUsage(input: 1000, output: 10, cachedInput: 400)), .says("Ancora.")],
            price: price
        )
        let gateway = try await LiveGateway.running(model: model) { $0.currency = "EUR" }
        let id = try await gateway.session()
        let fresh = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(fresh["usage"] == ["input_tokens": 0, "output_tokens": 0, "cached_input_tokens": 0])
        let socket = try await gateway.connect("/ws/\(id)")
        try await socket.say("Ciao")
        _ = try await socket.frames(untilNumber: 1, labelled: "ready")
        let counted = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(
            counted["usage"] == [
                "input_tokens": 1000, "output_tokens": 10, "cached_input_tokens": 400, "cost": "0.0026",
                "currency": "EUR",
            ]
        )
        try await socket.say("E poi?")
        _ = try await socket.frames(untilNumber: 2, labelled: "ready")
        let estimated = try await gateway.call("GET", "/api/session/\(id)/info")
        #expect(estimated["usage"]?["estimated"] == true)
        try await gateway.stop()
    }

    @Test("null user, metadata and region are as good as none; a region's case does not matter")
    func lenientBodies() async throws {
        let gateway = try await LiveGateway.running()
        for body in [
            "", "{}", #"{"user_id":null,"metadata":null,"region":null}"#, #"{"region":"TESTING"}"#,
            #"{"metadata":{"region":"Testing","auth_token":"s3cret"}}"#,
        ] {
            let answer = try await gateway.call("POST", "/api/create-session", body: body)
            #expect(answer.status == 200, "\(body)")
            #expect(answer["region"] == "testing", "\(body)")
        }
        try await gateway.stop()
    }

    @Test("tokens in metadata are not kept")
    func secrets() async throws {
        let gateway = try await LiveGateway.running()
        let id = try await gateway.session(
            body: #"{"metadata":{"token":"a","source":"dashboard","nested":{"auth_token":"b","x":1}}}"#
        )
        let session = try await gateway.store.session(try #require(SessionID(rawValue: id)))
        #expect(session?.metadata == ["source": "dashboard", "nested": ["x": 1]])
        try await gateway.stop()
    }

    @Test("secrets in metadata are known however their names are written")
    func secretNames() async throws {
        let gateway = try await LiveGateway.running()
        let secret = [
            "accessToken", "ID-Token", "apiKey", "X-API-Key", "jwt", "secret", "clientSecret", "refresh token",
            "Authorization",
            "session.cookie", "dbPassword",
        ]
        let plain = ["tokens", "secretary", "keyword", "lang"]
        let metadata = Dictionary(uniqueKeysWithValues: (secret + plain).map { ($0, JSONValue.string("x")) })
        let body = JSONValue.object(["metadata": .object(metadata)]).description
        let id = try await gateway.session(body: body)
        let session = try await gateway.store.session(try #require(SessionID(rawValue: id)))
        #expect(session?.metadata.keys.sorted() == plain.sorted())
        try await gateway.stop()
    }

    /// A body with so much of everything.
    static func body(userBytes: Int, metadataBytes: Int = 2, levels: Int = 1) -> String {
        let filler = String(repeating: "x", count: max(0, metadataBytes - #"{"a":""}"#.utf8.count))
        let nested = (1..<levels).reduce("{}") { inner, _ in #"{"a":\#(inner)}"# }
        return """
            {"user_id": "\(String(repeating: "é", count: userBytes / 2))", \
            "metadata": \(filler.isEmpty ? nested : #"{ "a": "\#(filler)", "token": "\#(filler)" }"#)}
            """
    }

    @Test("a session may carry as much as the limits say")
    func mostOfEverything() async throws {
        let gateway = try await LiveGateway.running()
        for body in [
            Self.body(userBytes: 256), Self.body(userBytes: 2, metadataBytes: 16_384),
            Self.body(userBytes: 2, levels: 16),
        ] {
            #expect(try await gateway.call("POST", "/api/create-session", body: body).status == 200)
        }
        let schema = OpenAPIDescription.shipped.document["components"]?["schemas"]?["CreateSession"]
        #expect(schema?["properties"]?["user_id"]?["maxLength"] == 256)
        try await gateway.stop()
    }

    @Test("what a session cannot carry is told with the limit")
    func tooMuch() async throws {
        let gateway = try await LiveGateway.running()
        for (body, limit) in [
            (Self.body(userBytes: 258), "256 bytes"), (Self.body(userBytes: 2, metadataBytes: 16_385), "16384 bytes"),
            (Self.body(userBytes: 2, levels: 17), "16 levels"),
        ] {
            let answer = try await gateway.call("POST", "/api/create-session", body: body)
            #expect(answer.status == 422)
            #expect(answer["code"] == "invalid_request")
            #expect(answer["detail"]?.string?.contains(limit) == true)
        }
        #expect(gateway.sessions.activeCount == 0)
        try await gateway.stop()
    }

    @Test("a damaged session is told from a store that is away, and can be deleted")
    func damaged() async throws {
        let gateway = try await LiveGateway.running()
        let session = StoredSession(region: Region.testing.id)
        try await session.store(in: gateway.store)
        gateway.store.damage(session.id)
        for path in ["/api/session/\(session.id)/info", "/api/session/\(session.id)/messages", "/ws/\(session.id)"] {
            let answer = try await gateway.call("GET", path)
            #expect(answer.status == 500)
            #expect(answer["code"] == "session_damaged")
        }
        #expect(gateway.sessions.damagedCount == 1)
        #expect(try await gateway.call("DELETE", "/api/session/\(session.id)").status == 200)
        #expect(try await gateway.call("GET", "/api/session/\(session.id)/info").status == 404)
        try await gateway.stop()
    }

    @Test("a deleted session is gone")
    func delete() async throws {
        let gateway = try await LiveGateway.running()
        let id = try await gateway.session()
        let deleted = try await gateway.call("DELETE", "/api/session/\(id)")
        #expect(deleted.status == 200)
        #expect(deleted["status"] == "deleted")
        #expect(deleted["session_id"] == .string(id))
        for (method, path) in [
            ("GET", "/api/session/\(id)/info"), ("DELETE", "/api/session/\(id)"), ("GET", "/ws/\(id)"),
        ] {
            let answer = try await gateway.call(method, path)
            #expect(answer.status == 404)
            #expect(answer["code"] == "session_not_found")
        }
        try await gateway.stop()
    }

    static let mistaken: [(method: String, path: String, body: String?, status: Int, code: String)] = [
        ("POST", "/api/create-session", "{", 400, "invalid_json"),
        ("POST", "/api/create-session", "[]", 422, "invalid_request"),
        ("POST", "/api/create-session", #"{"user_id":7}"#, 422, "invalid_request"),
        ("POST", "/api/create-session", #"{"metadata":"x"}"#, 422, "invalid_request"),
        ("POST", "/api/create-session", #"{"metadata":{"region":4}}"#, 422, "invalid_request"),
        ("POST", "/api/create-session", #"{"region":"Atlantide"}"#, 422, "unknown_region"),
        ("GET", "/api/session/not-a-uuid/info", nil, 400, "invalid_session_id"),
        ("DELETE", "/api/session/42", nil, 400, "invalid_session_id"),
        ("GET", "/api/session/550e8400-e29b-41d4-a716-446655440000/info", nil, 404, "session_not_found"),
        ("GET", "/api/create-session", nil, 405, "method_not_allowed"),
        ("POST", "/health", nil, 405, "method_not_allowed"),
        ("PUT", "/api/session/550e8400-e29b-41d4-a716-446655440000", nil, 405, "method_not_allowed"),
        ("GET", "/nowhere", nil, 404, "not_found"),
        ("GET", "/ws", nil, 426, "upgrade_required"),
    ]

    @Test("a mistake is told with status, code and what to do", arguments: Self.mistaken)
    func mistakes(_ mistake: (method: String, path: String, body: String?, status: Int, code: String)) async throws {
        let gateway = try await LiveGateway.running()
        let answer = try await gateway.call(mistake.method, mistake.path, body: mistake.body)
        #expect(answer.status == mistake.status)
        #expect(answer["code"] == .string(mistake.code))
        #expect(answer["detail"]?.string?.isEmpty == false)
        if mistake.status == 405 { #expect(answer.headers["Allow"]?.contains("OPTIONS") == true) }
        try await gateway.stop()
    }

    @Test("HEAD answers as GET without a body, OPTIONS tells what a path knows")
    func impliedMethods() async throws {
        let gateway = try await LiveGateway.running()
        let head = try await gateway.call("HEAD", "/health")
        #expect(head.status == 200)
        #expect(head.headers["Content-Type"]?.hasPrefix("application/json") == true)
        #expect(head.json == .null)
        let options = try await gateway.call("OPTIONS", "/api/create-session")
        #expect(options.status == 204)
        #expect(options.headers["Allow"] == "POST, OPTIONS")
        #expect(try await gateway.call("OPTIONS", "/nowhere").status == 404)
        try await gateway.stop()
    }

    @Test("a body over the limit is refused, declared or not")
    func largeBody() async throws {
        let gateway = try await LiveGateway.running { $0.limits.bodyBytes = 1000 }
        for headers: HTTPHeaders in [[:], ["Transfer-Encoding": "chunked"]] {
            let body = String(repeating: " ", count: 1001)
            let answer = try await gateway.call("POST", "/api/create-session", body: body, headers: headers)
            #expect(answer.status == 413)
            #expect(answer["code"] == "body_too_large")
        }
        try await gateway.stop()
    }

    @Test("the socket's URL follows the proxy's headers, and the configured URL before them")
    func socketURL() async throws {
        let gateway = try await LiveGateway.running()
        let proxied = try await gateway.call(
            "POST",
            "/api/create-session",
            headers: ["X-Forwarded-Proto": "https", "X-Forwarded-Host": "chat.example.org"]
        )
        #expect(proxied["websocket_url"]?.string?.hasPrefix("wss://chat.example.org/ws/") == true)
        try await gateway.stop()
        let published = try await LiveGateway.running { $0.publicURL = "https://public.example.org/" }
        let answer = try await published.call("POST", "/api/create-session")
        #expect(answer["websocket_url"]?.string?.hasPrefix("wss://public.example.org/ws/") == true)
        try await published.stop()
    }

    @Test("pages may read how long to wait, and what they are to show")
    func exposed() async throws {
        let gateway = try await LiveGateway.running { $0.allowedOrigins = ["https://dashboard.example.org"] }
        func exposed(_ origin: String) async throws -> String? {
            try await gateway.call("GET", "/health", headers: ["Origin": origin])
                .headers["Access-Control-Expose-Headers"]
        }
        let names = try await exposed("https://dashboard.example.org")
        #expect(names == "Allow, Retry-After, WWW-Authenticate, Mcp-Session-Id")
        #expect(try await exposed("https://evil.example.org") == nil)
        try await gateway.stop()
    }

    @Test("pages change something only from origins that are listed or our own, however plain the request")
    func origins() async throws {
        let gateway = try await LiveGateway.running { $0.allowedOrigins = ["https://dashboard.example.org"] }
        func status(_ method: String, _ path: String, _ origin: String?) async throws -> Int {
            var headers: HTTPHeaders = ["Content-Type": "text/plain"]
            if let origin { headers["Origin"] = origin }
            return try await gateway.call(method, path, body: method == "POST" ? "{}" : nil, headers: headers).status
        }
        let create = "/api/create-session"
        let session = "/api/session/\(try await gateway.session())"
        let evil = "https://evil.example.org"
        for origin in [evil, "null", "http://127.0.0.1", "https://dashboard.example.org.evil.example"] {
            #expect(try await status("POST", create, origin) == 403, "\(origin)")
        }
        let refused = try await gateway.call("DELETE", session, headers: ["Origin": evil])
        #expect(refused.status == 403)
        #expect(refused["code"] == "origin_not_allowed")
        #expect(try await status("POST", "\(session)/ticket", evil) == 403)
        #expect(try await status("GET", "\(session)/info", evil) == 200)
        for origin in ["https://dashboard.example.org", "http://127.0.0.1:\(gateway.port)", nil] {
            #expect(try await status("POST", create, origin) == 200, "\(origin ?? "none")")
        }
        try await gateway.stop()
        let published = try await LiveGateway.running {
            $0.allowedOrigins = []
            $0.publicURL = "https://chat.example.org/base"
        }
        let own: HTTPHeaders = ["Origin": "https://chat.example.org"]
        #expect(try await published.call("POST", create, headers: own).status == 200)
        try await published.stop()
        let open = try await LiveGateway.running()
        #expect(try await open.call("POST", create, headers: ["Origin": evil]).status == 200)
        try await open.stop()
    }

    @Test("preflights are answered for allowed origins alone")
    func cors() async throws {
        let gateway = try await LiveGateway.running { $0.allowedOrigins = ["https://dashboard.example.org"] }
        func preflight(_ origin: String) async throws -> LiveGateway.Answer {
            try await gateway.call(
                "OPTIONS",
                "/api/create-session",
                headers: [
                    "Origin": origin, "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type",
                ]
            )
        }
        let allowed = try await preflight("https://dashboard.example.org")
        #expect(allowed.status == 204)
        #expect(allowed.headers["Access-Control-Allow-Origin"] == "https://dashboard.example.org")
        #expect(allowed.headers["Access-Control-Allow-Headers"] == "authorization,content-type")
        let refused = try await preflight("https://evil.example.org")
        #expect(refused.headers["Access-Control-Allow-Origin"] == nil)
        await #expect(throws: WebSocketClient.Refused.self) {
            try await gateway.connect("/ws", headers: ["Origin": "https://evil.example.org"])
        }
        try await gateway.stop()
    }
}
