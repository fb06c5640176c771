import AgentRuntime
import AgentTesting
import Gateway
import Testing

/// RFC 9112 and 9110, said byte for byte.
@Suite("HTTP/1.1")
struct HTTPTests {
    @Test("requests that are sent at once are answered in order")
    func pipelining() async throws {
        let gateway = try await LiveGateway.running()
        let text = """
            GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\nPOST /health HTTP/1.1\r\nHost: a\r
            Content-Length: 2\r\n\r\n{}POST /api/create-session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r
            {}\r\n0\r\nTrailer: t\r\n\r\nHEAD /health HTTP/1.1\r\nHost: a\r\n\r\nHEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r
            GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n
            """
        let answers = try await gateway.answers(to: text, count: 8, heads: [4, 5])
        #expect(answers.map(\.status) == [200, 404, 405, 200, 200, 404, 200])
        #expect(answers.map(\.endsConnection) == [false, false, false, false, false, false, true])
        #expect(answers[4].headers["content-length"] == answers[0].headers["content-length"])
        try await gateway.stop()
    }

    @Test("a body that waits for 100 Continue gets it, and is read")
    func expectation() async throws {
        let gateway = try await LiveGateway.running()
        let connection = try await RawConnection.connect(port: gateway.port)
        let head = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        for round in 1...2 {
            try await connection.send(head)
            try await connection.text { HTTPAnswer.parse($0).answers.count == round * 2 - 1 }
            #expect(HTTPAnswer.parse(connection.text).answers.last?.status == 100)
            try await connection.send("{}")
            try await connection.text { HTTPAnswer.parse($0).answers.count == round * 2 }
            #expect(HTTPAnswer.parse(connection.text).answers.last?.status == 200)
        }
        let large = head.replacing("Content-Length: 2", with: "Content-Length: 2000000")
        let refused = try await gateway.lastAnswers(to: large)
        #expect(refused.map(\.status) == [413])
        #expect(refused[0].code == "body_too_large")
        let unknown = try await gateway.lastAnswers(to: head.replacing("100-continue", with: "200-ok"))
        #expect(unknown.map(\.status) == [417])
        try await gateway.stop()
    }

    /// Heads that two readers could understand differently, or that nobody should understand.
    static let unsound: [(name: String, head: String, status: Int)] = [
        ("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", 400),
        ("one length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n", 400),
        ("a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4, 4\r\n\r\n", 400),
        ("a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\n", 400),
        ("a negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -4\r\n\r\n", 400),
        ("a length in base 16", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x4\r\n\r\n", 400),
        ("an endless length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        (
            "length, then coding",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        (
            "coding, then length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400
        ),
        ("an unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
        ("chunked not last", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400),
        (
            "chunked twice",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400
        ),
        ("compressed", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("a space before the colon", "GET /health HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("a folded field", "GET /health HTTP/1.1\r\nHost: a\r\nX-Long: one\r\n two\r\n\r\n", 400),
        ("a first line that is folded", "GET /health HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        ("a control character", "GET /health HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n", 400),
        ("a null", "GET /health HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n", 400),
        ("a bare carriage return", "GET /health HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n", 400),
        ("a name that is no token", "GET /health HTTP/1.1\r\nHost: a\r\nX(y): a\r\n\r\n", 400),
        ("no name", "GET /health HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n", 400),
        ("no host", "GET /health HTTP/1.1\r\n\r\n", 400),
        ("two hosts", "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("a host that is none", "GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ("a target that is none", "GET health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a tunnel", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a target of another scheme", "GET ftp://a/health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a space in the target", "GET /hea lth HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a method that is none", "G@T /health HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("another version", "GET /health HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("another protocol", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", 400),
        ("HTTP/0.9", "GET /health\r\n\r\n", 505),
    ]

    @Test("what is unsound is refused as JSON, and nothing behind it is taken for a request", arguments: Self.unsound)
    func smuggling(_ unsound: (name: String, head: String, status: Int)) async throws {
        let gateway = try await LiveGateway.running()
        let good = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        let answers = try await gateway.lastAnswers(to: good + unsound.head + good)
        #expect(answers.map(\.status) == [200, unsound.status], "\(unsound.name)")
        #expect(answers.last?.code == "invalid_request", "\(unsound.name)")
        #expect(answers.last?.endsConnection == true)
        try await gateway.stop()
    }

    @Test("a body whose chunks are broken is refused where it is read")
    func brokenChunks() async throws {
        let gateway = try await LiveGateway.running()
        for body in ["2\r\n{}0\r\n\r\n", "x\r\n{}\r\n", "-1\r\n", "2\n{}\r\n0\r\n\r\n", "fffffffffffffffffff\r\n"] {
            let head = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answers = try await gateway.lastAnswers(to: head + body)
            #expect(answers.map(\.status) == [400], "\(body)")
            #expect(answers.first?.code == "invalid_request", "\(body)")
        }
        try await gateway.stop()
    }

    @Test("what stands before a body is limited")
    func headLimits() async throws {
        let gateway = try await LiveGateway.running()
        let fields = (1...129).map { "X-\($0): a\r\n" }.joined()
        let long = String(repeating: "x", count: 17 * 1024)
        let many = (1...5).map { "X-\($0): \(long.dropLast(2048))\r\n" }.joined()
        for head in [
            "GET /health HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", "GET /health HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n",
            "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n", "GET /health HTTP/1.1\r\nHost: a\r\n\(many)\r\n",
        ] {
            let answers = try await gateway.lastAnswers(to: head)
            #expect(answers.map(\.status) == [431])
            #expect(answers.first?.code == "headers_too_large")
        }
        let enough = (1...100).map { "X-\($0): a\r\n" }.joined() + "X: \(long.dropLast(2048))\r\n"
        let answers = try await gateway.answers(to: "GET /health HTTP/1.1\r\nHost: a\r\n\(enough)\r\n", count: 1)
        #expect(answers.map(\.status) == [200])
        try await gateway.stop()
    }

    @Test("a target may be absolute, and its host is then the request's")
    func absoluteForm() async throws {
        let gateway = try await LiveGateway.running()
        let text = """
            POST http://chat.example.org/api/create-session?x=1 HTTP/1.1\r\nHost: other\r\n\r
            GET HTTP://chat.example.org HTTP/1.1\r\nHost: other\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n
            """
        let answers = try await gateway.answers(to: text, count: 3)
        #expect(answers.map(\.status) == [200, 404, 204])
        #expect(answers[0].body.contains("ws://chat.example.org/ws/"))
        #expect(answers[2].headers["allow"] == "GET, HEAD, POST, DELETE, OPTIONS")
        try await gateway.stop()
    }

    @Test("clients of HTTP/1.0 are answered, and their connection ends")
    func oldClients() async throws {
        let gateway = try await LiveGateway.running()
        for head in ["GET /health HTTP/1.0\r\n\r\n", "GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"] {
            let answers = try await gateway.lastAnswers(to: head)
            #expect(answers.map(\.status) == [200])
            #expect(answers.first?.endsConnection == true)
        }
        try await gateway.stop()
    }

    @Test("a client that offers another protocol with its request is answered over HTTP/1.1")
    func otherProtocols() async throws {
        let gateway = try await LiveGateway.running()
        let answers = try await gateway.lastAnswers(
            to: """
                POST /api/create-session HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r
                HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nContent-Length: 2\r\n\r\n{}
                """
        )
        #expect(answers.map(\.status) == [200])
        try await gateway.stop()
    }

    @Test("a client that says nothing more is still answered")
    func halfClosed() async throws {
        let gateway = try await LiveGateway.running()
        let connection = try await RawConnection.connect(port: gateway.port)
        try await connection.send("POST /api/create-session HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        await connection.endOutput()
        #expect(HTTPAnswer.parse(try await connection.textToEnd()).answers.map(\.status) == [200])
        try await gateway.stop()
    }

    @Test("of a body that never ends no more is read than is allowed")
    func endlessBody() async throws {
        let gateway = try await LiveGateway.running { $0.limits.bodyBytes = 1000 }
        let chunk = "400\r\n\(String(repeating: " ", count: 0x400))\r\n"
        let head = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let answers = try await gateway.lastAnswers(to: head + chunk + chunk)
        #expect(answers.map(\.status) == [413])
        #expect(answers.first?.endsConnection == true)
        try await gateway.stop()
    }

    static let bodies: [(type: String?, encoding: String?, body: String, status: Int)] = [
        ("application/json", nil, "{}", 200), (nil, nil, "{}", 200), ("text/plain", nil, "{}", 200),
        ("application/x-www-form-urlencoded", nil, "{}", 200), ("application/problem+json", nil, "{", 400),
        (nil, nil, "{", 400), ("application/x-www-form-urlencoded", nil, "{", 400),
        ("multipart/form-data; boundary=x", nil, "--x--", 415), ("text/plain", nil, "ciao", 415),
        ("application/json", "gzip", "\u{1F}\u{8B}", 415), ("text/plain", nil, " ", 200),
    ]

    @Test("JSON is read whatever its content type says", arguments: Self.bodies)
    func contentTypes(_ sent: (type: String?, encoding: String?, body: String, status: Int)) async throws {
        let gateway = try await LiveGateway.running()
        var head = "POST /api/create-session HTTP/1.1\r\nHost: a\r\nContent-Length: \(sent.body.utf8.count)\r\n"
        if let type = sent.type { head += "Content-Type: \(type)\r\n" }
        if let encoding = sent.encoding { head += "Content-Encoding: \(encoding)\r\n" }
        let answers = try await gateway.answers(to: "\(head)\r\n\(sent.body)", count: 1)
        #expect(answers.map(\.status) == [sent.status])
        if sent.status == 415 { #expect(answers[0].code == "unsupported_media_type") }
        try await gateway.stop()
    }
}
