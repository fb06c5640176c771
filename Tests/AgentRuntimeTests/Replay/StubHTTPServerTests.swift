import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@Suite("A stub HTTP server")
struct StubHTTPServerTests {
    @Test("answers as it is told, and remembers what it was asked")
    func answers() async throws {
        let server = try await StubHTTPServer.running { request in
            request.method == "POST" ? .json(["echo": request.json], status: 201) : .text("ciao", headers: ["X-A": "1"])
        }
        let http = try HTTPClient()
        let posted = try await http.send(
            HTTPClientRequest(
                method: "POST",
                url: "\(server.url)/a?b=1",
                headers: ["X-Key": "k"],
                body: Array("[1]".utf8)
            )
        )
        #expect(posted.head.status == 201)
        #expect(try JSONValue(parsing: posted.body) == ["echo": [1]])
        let got = try await http.send(HTTPClientRequest(url: server.url))
        #expect(String(decoding: got.body, as: UTF8.self) == "ciao")
        #expect(got.head.headers["X-A"] == "1")
        #expect(server.requests.map(\.method) == ["POST", "GET"])
        #expect(server.requests.map(\.path) == ["/a?b=1", "/"])
        #expect(server.requests.first?.header("x-key") == "k")
        #expect(server.requests.first?.text == "[1]")
        #expect(server.connectionCount == 1)
        await server.shutdown()
    }

    @Test("follows a script, and says where that ends")
    func script() async throws {
        let server = try await StubHTTPServer.running(script: .status(204), .redirect(to: "/b"))
        let http = try HTTPClient()
        var responses: [HTTPClientResponse] = []
        for _ in 0..<3 { responses.append(try await http.send(HTTPClientRequest(url: server.url))) }
        #expect(responses.map(\.head.status) == [204, 302, 500])
        #expect(responses[1].head.headers["Location"] == "/b")
        #expect(String(decoding: responses[2].body, as: UTF8.self) == "Request 3, but the script has 2 replies.")
    }

    @Test("holds an answer back, and knows who did not wait for it")
    func held() async throws {
        let gate = Gate()
        let server = try await StubHTTPServer.running { _ in .json(["late": true]).held(at: gate) }
        let http = try HTTPClient()
        let impatient = Task { try await http.send(HTTPClientRequest(url: server.url)) }
        try await server.received()
        impatient.cancel()
        try await server.abandoned()
        let patient = Task { try await http.send(HTTPClientRequest(url: server.url)) }
        try await server.received(2)
        gate.open()
        #expect(try await JSONValue(parsing: patient.value.body) == ["late": true])
    }

    @Test("cuts an answer off, and drops the connection where there is none")
    func cutOff() async throws {
        struct Nothing: Error {}
        let server = try await StubHTTPServer.running { request in
            guard request.path == "/cut" else { throw Nothing() }
            return .json(["half": true]).cutOff()
        }
        let http = try HTTPClient()
        for path in ["/cut", "/none"] {
            await #expect(throws: HTTPTransportError.self) {
                try await http.send(HTTPClientRequest(url: "\(server.url)\(path)"))
            }
        }
    }
}
