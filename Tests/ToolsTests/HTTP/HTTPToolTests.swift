import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite("A tool of kind http")
struct HTTPToolTests {
    private static func read(_ server: StubHTTPServer, _ more: [String: JSONValue] = [:]) -> JSONValue {
        JSONValue.object([
            "url": .string("\(server.url)/price"), "parameters": .parameters([:]), "private_addresses": true,
        ]).with(more)
    }

    @Test("puts arguments into path, query and body, each in its place")
    func templates() async throws {
        let server = try await StubHTTPServer.running { _ in .json(["ok": true]) }
        let tool = try await RemoteToolFixture(
            HTTPKind(),
            [
                "method": "PUT", "url": .string("\(server.url)/v1/exams/{code}/price?v=2"),
                "query": ["city": "{city}", "lang": "it", "days": "{days}"],
                "headers": ["X-Key": "k1"],
                "body": [
                    "code": "{code}", "days": "{days}", "note": "per {code} in {{città}", "city": "{city}",
                    "list": ["{city}", "{days}", 1],
                ],
                "parameters": .parameters(
                    ["code": "string", "city": "string", "days": "integer"],
                    required: ["code"]
                ),
                "private_addresses": true,
            ]
        )
        _ = try await tool.call(["code": "ECO/004 è?", "days": 3])
        _ = try await tool.call(["code": "a", "city": "Forlì & C"])
        let requests = server.requests
        #expect(requests.map(\.method) == ["PUT", "PUT"])
        #expect(requests[0].path == "/v1/exams/ECO%2F004%20%C3%A8%3F/price?v=2&days=3&lang=it")
        #expect(requests[1].path == "/v1/exams/a/price?v=2&city=Forl%C3%AC%20%26%20C&lang=it")
        #expect(
            requests[0].json == [
                "code": "ECO/004 è?", "days": 3, "note": "per ECO/004 è? in {città}", "list": [3, 1],
            ]
        )
        #expect(requests[1].json["list"] == ["Forlì & C", 1])
        for request in requests {
            #expect(request.header("X-Key") == "k1")
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("Accept") == "application/json")
        }
    }

    @Test("puts arguments into headers, and lets none out of its place")
    func headers() async throws {
        let server = try await StubHTTPServer.running { _ in .json([:]) }
        let tool = try await RemoteToolFixture(
            HTTPKind(),
            Self.read(
                server,
                [
                    "headers": ["X-City": "city={city}", "X-Key": "a{b}c{{d", "X-Both": "{city}{b}"],
                    "parameters": .parameters(["city": "string"]),
                ]
            )
        )
        _ = try await tool.call(["city": "Monza {b}"])
        _ = try await tool.call()
        #expect(server.requests.map { $0.header("X-City") } == ["city=Monza {b}", nil])
        #expect(server.requests.allSatisfy { $0.header("X-Key") == "a{b}c{{d" && $0.header("X-Both") == "{city}{b}" })
        for text in ["a\r\nX-Evil: 1", "a\0", "\u{7F}", "Forlì", "a\tb"] {
            #expect(try await tool.failure(["city": .string(text)]).reason.contains("cannot be sent"))
        }
        #expect(server.requests.count == 2)
    }

    @Test("gives what stands at the result's pointers, or the response as it is")
    func results() async throws {
        let server = try await StubHTTPServer.running { _ in
            .json(["data": [["price": 40.5, "a/b": "x"]], "note": ""], status: 201)
        }
        #expect(
            try await RemoteToolFixture(HTTPKind(), Self.read(server)).call()
                == ["data": [["price": 40.5, "a/b": "x"]], "note": ""]
        )
        let picked = try await RemoteToolFixture(
            HTTPKind(),
            Self.read(
                server,
                [
                    "parameters": .parameters(["sport": "string"]),
                    "result": [
                        "price": ["from": "/response/data/0/price", "type": "number"],
                        "kind": ["from": ["/response/nothing", "/response/data/0/a~1b"]],
                        "note": ["from": "/response/note", "default": "none"],
                        "sport": ["from": "/arguments/sport"], "status": ["from": "/status"], "fixed": true,
                        "count": ["from": "/response/data", "type": "array", "count": true],
                    ],
                ]
            )
        )
        #expect(
            try await picked.call(["sport": "nuoto"]) == [
                "price": 40.5, "kind": "x", "note": "none", "sport": "nuoto", "status": 201, "fixed": true, "count": 1,
            ]
        )
    }

    @Test("fails where the answer lacks what must be there, and never makes it up")
    func missing() async throws {
        let answers: [JSONValue] = [
            [:], ["price": nil], ["price": "40"], ["price": []], ["price": ""], [], "non supportato", nil,
        ]
        for answer in answers {
            let server = try await StubHTTPServer.running { _ in .json(answer) }
            let tool = try await RemoteToolFixture(
                HTTPKind(),
                Self.read(server, ["result": ["price": ["from": "/response/price", "type": "number"]]])
            )
            #expect(try await tool.failure().reason == "The service's answer has no price. Do not guess it.")
        }
    }

    static let statuses: [(status: Int, isTransient: Bool, words: String)] = [
        (400, false, "did not accept"), (401, false, "refuses us"), (403, false, "refuses us"),
        (404, false, "found nothing"), (408, true, "out of order"), (409, false, "did not accept"),
        (410, false, "found nothing"), (422, false, "did not accept"), (425, true, "out of order"),
        (429, true, "out of order"), (500, true, "out of order"), (502, true, "out of order"),
        (503, true, "out of order"), (504, true, "out of order"),
    ]

    @Test("words a status that is no success, and tells which may pass", arguments: statuses)
    func status(_ expected: (status: Int, isTransient: Bool, words: String)) async throws {
        let server = try await StubHTTPServer.running { _ in
            .json(["error": "stack trace with a secret"], status: expected.status)
        }
        let failure = try await RemoteToolFixture(HTTPKind(), Self.read(server)).failure()
        #expect(failure.reason.contains(expected.words))
        #expect(failure.isTransient == expected.isTransient)
        #expect(!failure.reason.contains("secret"))
        let worded = try await RemoteToolFixture(
            HTTPKind(),
            Self.read(server, ["errors": ["\(expected.status)": "Ask for another name of it."]])
        ).failure()
        #expect(worded == ToolFailure("Ask for another name of it.", isTransient: expected.isTransient))
    }

    @Test("takes an empty body for nothing, and refuses what is not JSON")
    func bodies() async throws {
        let server = try await StubHTTPServer.running(script: .status(204), .text("<html>Benvenuti</html>"))
        let tool = try await RemoteToolFixture(HTTPKind(), Self.read(server))
        #expect(try await tool.call() == .null)
        #expect(try await tool.failure().reason.contains("not JSON"))
    }

    @Test("gives up when its time is over, and may be asked again")
    func timeout() async throws {
        let server = try await StubHTTPServer.running { _ in .json([:]).held(at: Gate()) }
        let tool = try await RemoteToolFixture(HTTPKind(), Self.read(server))
        let failure = try await tool.failure(budget: .milliseconds(50))
        #expect(failure == ToolFailure("The service behind this tool took too long.", isTransient: true))
        try await server.abandoned()
    }

    @Test("does not take half an answer for one, of a read nor of a write", arguments: ["read", "write"])
    func cutOff(_ effect: String) async throws {
        let server = try await StubHTTPServer.running { _ in .json(["price": 1]).cutOff() }
        let tool = try await RemoteToolFixture(
            HTTPKind(),
            Self.read(server, ["effect": .string(effect), "method": "POST"])
        )
        let failure = try await tool.failure()
        #expect(failure == ToolFailure("The connection to the service behind this tool was lost.", isTransient: true))
    }

    @Test(
        "as a write that is cut off is made once, counts against its breaker, and the model is told what is not known"
    )
    func cutOffWrite() async throws {
        let server = try await StubHTTPServer.running { _ in .json(["price": 1]).cutOff() }
        let fixture = try await RemoteToolFixture(
            HTTPKind(),
            Self.read(server, ["effect": "write", "method": "POST"])
        )
        let agent = try Agent.testing(
            model: ScriptedModel(),
            tools: [fixture.tool],
            policies: [fixture.tool.definition.name: ToolPolicy(breaker: .init(failures: 1))]
        )
        func invoke(_ call: CallID) async -> ToolInvoker.Answer {
            await ToolInvoker(agent).invoke(fixture.tool.definition.name, [:], as: call, in: SessionID())
        }
        let lost = await invoke("c1")
        #expect(lost.outcome == .failed)
        #expect(lost.text.hasSuffix("was lost. It is not known whether it took effect."))
        #expect(await invoke("c2").text.contains("out of order"))
        #expect(server.requests.count == 1)
    }

    @Test("says when nobody answers")
    func unreachable() async throws {
        let server = try await StubHTTPServer.running { _ in .json([:]) }
        let tool = try await RemoteToolFixture(HTTPKind(), Self.read(server))
        await server.shutdown()
        #expect(
            try await tool.failure()
                == ToolFailure(
                    "The service behind this tool cannot be reached now.",
                    isTransient: true,
                    didNothing: true
                )
        )
    }

    @Test("reads no more than it may")
    func size() async throws {
        let document = JSONValue.string(String(repeating: "a", count: 98))
        let server = try await StubHTTPServer.running { _ in .json(document) }
        let fits = try await RemoteToolFixture(HTTPKind(), Self.read(server, ["max_bytes": 100]))
        #expect(try await fits.call() == document)
        let failure = try await RemoteToolFixture(HTTPKind(), Self.read(server, ["max_bytes": 99])).failure()
        #expect(failure.reason.contains("more than can be read"))
        #expect(!failure.isTransient)
    }

    @Test("sends a write under its idempotency key, and a read under none")
    func idempotency() async throws {
        let server = try await StubHTTPServer.running { _ in .json([:]) }
        let session = SessionID()
        let write = try await RemoteToolFixture(HTTPKind(), Self.read(server, ["effect": "write", "method": "POST"]))
        _ = try await write.call(of: session, as: "t3c2")
        _ = try await RemoteToolFixture(HTTPKind(), Self.read(server)).call()
        #expect(server.requests.map { $0.header("Idempotency-Key") } == ["\(session)/t3c2", nil])
    }

    static let mistakes: [(settings: [String: JSONValue], words: String)] = [
        (["url": "ftp://a.example"], "is not an absolute http or https URL with a fixed host"),
        (["url": "https://{host}.example/a"], "is not an absolute http or https URL with a fixed host"),
        (["url": "https://me:pw@a.example/a"], "is not an absolute http or https URL with a fixed host"),
        (["url": "https://a.example/{id}"], "{id} is not one of the parameters"),
        (["url": "https://a.example/{sport}"], "{sport} must be among the required parameters"),
        (["query": ["q": "{query}"]], "{query} is not one of the parameters, which are sport."),
        (["body": ["q": ["{query}"]]], "{query} is not one of the parameters"),
        (["method": "TRACE"], "method must be GET, POST, PUT, PATCH or DELETE."),
        (["hosts": ["b.example"]], "hosts leaves out the host of url."),
        (["parameters": ["type": "string"]], "parameters must be a JSON Schema"),
        (["auth": [:]], "auth needs either bearer or oauth2."),
        (["auth": ["oauth2": ["token_url": "/token", "client_id": "c", "client_secret": "s"]]], "\"/token\" is not"),
        (["result": ["from": "price"]], "from must be a JSON Pointer"),
        (["result": [["from": "/a", "type": 3]]], "type must be one of"),
        (["result": [["from": "/a", "count": true]]], "count must be true or false, and needs type: array."),
        (["result": ["x": ["from": "/a", "of": 1]]], "\"of\" is not known beside from"),
    ]

    @Test("tells a mistake in its settings at the start", arguments: mistakes)
    func mistake(_ mistake: (settings: [String: JSONValue], words: String)) async throws {
        let settings = JSONValue.object([
            "url": "https://a.example/a", "parameters": .parameters(["sport": "string"]),
        ]).with(mistake.settings)
        let error = await #expect(throws: DecodingError.self) { _ = try await RemoteToolFixture(HTTPKind(), settings) }
        #expect(error.map { "\($0)".contains(mistake.words) } == true, "\(String(describing: error))")
    }
}
