import AgentRuntime
import AgentTesting
import Testing

/// RFC 6455 §4, said byte for byte.
@Suite("The opening handshake")
struct HandshakeTests {
    static let fields = [
        "Host: a", "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    static func head(_ line: String = "GET /ws HTTP/1.1", _ fields: [String] = Self.fields) -> String {
        "\(line)\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
    }

    /// The fields with one in the place of another.
    static func replacing(_ name: String, _ field: String?) -> [String] {
        Self.fields.filter { !$0.hasPrefix("\(name):") } + [field].compactMap(\.self)
    }

    @Test("is answered with the key's digest, and the frames begin")
    func accepted() async throws {
        let gateway = try await LiveGateway.running()
        for fields in [
            Self.fields, Self.replacing("Upgrade", "uPGRADE: WebSocket"),
            Self.replacing("Connection", "connection: UPGRADE"),
            Self.replacing("Upgrade", "Upgrade: h2c, websocket"),
        ] {
            let connection = try await RawConnection.connect(port: gateway.port)
            try await connection.send(Self.head("GET /ws HTTP/1.1", fields))
            let (answers, rest) = HTTPAnswer.parse(try await connection.text { $0.contains("connected") })
            #expect(answers.map(\.status) == [101])
            #expect(answers.first?.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(answers.first?.headers["connection"]?.lowercased() == "upgrade")
            #expect(answers.first?.headers["upgrade"] == "websocket")
            #expect(answers.first?.headers["sec-websocket-extensions"] == nil)
            #expect(rest.contains(#""status":"connected""#))
        }
        try await gateway.stop()
    }

    static let refused: [(name: String, head: String, status: Int, code: String)] = [
        ("no key", head("GET /ws HTTP/1.1", replacing("Sec-WebSocket-Key", nil)), 400, "invalid_request"),
        (
            "a short key", head("GET /ws HTTP/1.1", replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: YQ==")), 400,
            "invalid_request"
        ),
        (
            "two keys", head("GET /ws HTTP/1.1", Self.fields + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]), 400,
            "invalid_request"
        ),
        ("no host", head("GET /ws HTTP/1.1", replacing("Host", nil)), 400, "invalid_request"),
        ("a session id that is none", head("GET /ws/nonsense HTTP/1.1"), 400, "invalid_session_id"),
        (
            "an unknown session", head("GET /ws/550e8400-e29b-41d4-a716-446655440000 HTTP/1.1"), 404,
            "session_not_found"
        ),
        ("another path", head("GET /nowhere HTTP/1.1"), 404, "not_found"),
        ("a longer path", head("GET /ws/a/b HTTP/1.1"), 404, "not_found"),
        ("another method", head("POST /ws HTTP/1.1"), 405, "method_not_allowed"),
        ("HTTP/1.0", head("GET /ws HTTP/1.0"), 426, "upgrade_required"),
        (
            "an older version",
            head("GET /ws HTTP/1.1", replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8")), 426,
            "upgrade_required"
        ),
        ("no version", head("GET /ws HTTP/1.1", replacing("Sec-WebSocket-Version", nil)), 426, "upgrade_required"),
        ("no upgrade", head("GET /ws HTTP/1.1", replacing("Upgrade", nil)), 426, "upgrade_required"),
        ("no connection", head("GET /ws HTTP/1.1", replacing("Connection", nil)), 426, "upgrade_required"),
        (
            "another protocol", head("GET /ws HTTP/1.1", replacing("Upgrade", "Upgrade: h2c")), 426, "upgrade_required"
        ),
    ]

    @Test("says what is wrong with it", arguments: Self.refused)
    func refusals(_ refused: (name: String, head: String, status: Int, code: String)) async throws {
        let gateway = try await LiveGateway.running()
        let answers = try await gateway.answers(to: refused.head, count: 1)
        #expect(answers.map(\.status) == [refused.status], "\(refused.name)")
        #expect(answers.first?.code == refused.code, "\(refused.name)")
        if refused.status == 426 {
            #expect(answers.first?.headers["sec-websocket-version"] == "13")
            #expect(answers.first?.headers["upgrade"] == "websocket")
        }
        try await gateway.stop()
    }

    @Test("chooses the subprotocol it speaks, and none it does not")
    func subprotocols() async throws {
        let gateway = try await LiveGateway.running()
        for (offered, chosen) in [("chat.v2, chat.v1", "chat.v1"), ("graphql-ws", nil)] {
            let fields = Self.fields + ["Sec-WebSocket-Protocol: \(offered)"]
            let answers = try await gateway.answers(to: Self.head("GET /ws HTTP/1.1", fields), count: 1)
            #expect(answers.map(\.status) == [101])
            #expect(answers.first?.headers["sec-websocket-protocol"] == chosen)
        }
        try await gateway.stop()
    }

    @Test("may bring the first message in its own segment")
    func earlyMessage() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Bene.")))
        let connection = try await RawConnection.connect(port: gateway.port)
        let frame = ClientFrame.text(#"{"message":"Ciao"}"#).bytes
        try await connection.send(Array(Self.head().utf8) + frame)
        let text = try await connection.text { $0.contains("ready") }
        #expect(text.contains(#""full_response":"Bene.""#))
        try await connection.send(ClientFrame.close(1000).bytes)
        try await gateway.stop()
    }

    @Test("may follow other requests on its connection, and waits for their answers")
    func reusedConnection() async throws {
        let gateway = try await LiveGateway.running(model: .script(.says("Bene.")))
        let connection = try await RawConnection.connect(port: gateway.port)
        let request = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        try await connection.send(request)
        try await connection.text { !HTTPAnswer.parse($0).answers.isEmpty }
        let frame = ClientFrame.text(#"{"message":"Ciao"}"#).bytes
        try await connection.send(Array((request + request + Self.head()).utf8) + frame)
        let text = try await connection.text { $0.contains("ready") }
        #expect(HTTPAnswer.parse(text).answers.map(\.status) == [200, 200, 200, 101])
        #expect(text.contains(#""full_response":"Bene.""#))
        try await connection.send(ClientFrame.close(1000).bytes)
        try await connection.textToEnd()
        try await gateway.stop()
    }
}
