import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite("A tool of kind vapi")
struct VAPIToolTests {
    private static func settings(_ server: StubHTTPServer, _ more: [String: JSONValue] = [:]) -> JSONValue {
        JSONValue.object([
            "url": .string("\(server.url)/graph"),
            "parameters": .parameters(["query": "string", "days": "integer"], required: ["query"]),
        ]).with(more)
    }

    private static func server(giving result: JSONValue) async throws -> StubHTTPServer {
        try await StubHTTPServer.running { .vapi(result, to: $0) }
    }

    @Test("sends one call in the envelope, its arguments as text under the names the server knows")
    func envelope() async throws {
        let server = try await Self.server(giving: "dalle 7:30 alle 10")
        let tool = try await RemoteToolFixture(
            VAPIKind(),
            named: "call_graph_lombardia",
            Self.settings(server, ["arguments": ["query": "q"], "headers": ["X-Key": "k1"]])
        )
        let session = SessionID()
        let result = try await tool.call(["query": "orari a \"Tradate\"", "days": 2], of: session, as: "t2c1")
        #expect(result == "dalle 7:30 alle 10")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/graph")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("X-Key") == "k1")
        #expect(request.header("Authorization") == nil)
        let call = try #require(request.json["message"]?["toolCallList"]?.array?.first)
        #expect(call["toolCallId"] == .string("\(session)/t2c1"))
        #expect(call["function"]?["name"] == "call_graph_lombardia")
        let arguments = try JSONValue(parsing: #require(call["function"]?["arguments"]?.string))
        #expect(arguments == ["q": "orari a \"Tradate\"", "days": 2])
    }

    @Test("sends calls under ids that are theirs alone, also within one turn")
    func ids() async throws {
        let server = try await Self.server(giving: "sì")
        let toolset = try await VAPIKind().makeTools(
            named: "ask",
            settings: Self.settings(server, ["function": "ask_them"]),
            in: .testing()
        )
        let chat = try await TestConversation(
            model: .script(.calls("ask", ["query": "a"]).calls("ask", ["query": "b"]), .says("Sì.")),
            tools: toolset.tools
        )
        #expect(try await chat.say("?").functionsCalled == ["ask", "ask"])
        let calls = server.requests.compactMap { $0.json["message"]?["toolCallList"]?.array?.first }
        #expect(Set(calls.compactMap { $0["toolCallId"]?.string }).count == 2)
        #expect(calls.allSatisfy { $0["function"]?["name"] == "ask_them" })
        let results = try await chat.recording().calls.map(\.returned?.result.content)
        #expect(results == ["sì", "sì"])
    }

    @Test("understands a text and an object")
    func results() async throws {
        let template: JSONValue = [
            "answer": ["from": ["/result/answer", "/result"], "type": "string"],
            "confidence": ["from": "/result/confidence", "default": nil],
        ]
        for (result, confidence) in [("A digiuno.", nil), (["answer": "A digiuno.", "confidence": 0.9], 0.9)]
            as [(JSONValue, JSONValue)]
        {
            let server = try await Self.server(giving: result)
            let tool = try await RemoteToolFixture(VAPIKind(), Self.settings(server, ["result": template]))
            #expect(try await tool.call(["query": "x"]) == ["answer": "A digiuno.", "confidence": confidence])
        }
    }

    static let failures = ["Lo strumento non è SUPPORTATO in questa regione.", "Tool not supported here"]

    @Test("does not take an error's sentence with status 200 for an answer", arguments: failures)
    func sentence(_ sentence: String) async throws {
        let server = try await Self.server(giving: .string(sentence))
        let words: JSONValue = ["failures": ["non è supportat", "not supported"]]
        let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server, words.object ?? [:]))
            .failure(["query": "x"])
        #expect(failure.reason.contains("Do not guess"))
        #expect(!failure.reason.contains(sentence))
        #expect(!failure.isTransient)
    }

    static let empties: [JSONValue] = [
        [:], nil, ["results": []], ["results": [[:]]], ["results": [["result": ""]]], ["results": [["result": " \n"]]],
        ["results": [["result": [:]]]], ["results": [["result": []]]], ["results": [["result": nil]]],
        ["results": "x"], ["results": [["toolCallId": "a", "result": "1"], ["toolCallId": "b", "result": "2"]]],
    ]

    @Test("takes nothing, and what belongs to other calls, for nothing found", arguments: empties)
    func empty(_ answer: JSONValue) async throws {
        let server = try await StubHTTPServer.running { _ in .json(answer) }
        let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server)).failure(["query": "x"])
        #expect(failure.reason == "The service behind this tool found nothing. Say so; do not guess.")
    }

    @Test("finds its own result among others, and takes a single one whoever it is for")
    func matching() async throws {
        let among = try await StubHTTPServer.running { request in
            let id = request.json["message"]?["toolCallList"]?.array?.first?["toolCallId"] ?? nil
            return .json([
                "results": [["toolCallId": "other", "result": "no"], ["toolCallId": id, "result": "sì"]]
            ])
        }
        #expect(try await RemoteToolFixture(VAPIKind(), Self.settings(among)).call(["query": "x"]) == "sì")
        let single = try await StubHTTPServer.running { _ in
            .json(["results": [["toolCallId": "constant", "result": "sì"]]])
        }
        #expect(try await RemoteToolFixture(VAPIKind(), Self.settings(single)).call(["query": "x"]) == "sì")
    }

    @Test("understands the envelope's own errors")
    func error() async throws {
        for error in ["Exception at line 3", ["code": 7]] as [JSONValue] {
            let server = try await StubHTTPServer.running { _ in
                .json(["results": [["toolCallId": "x", "error": error, "result": "40 euro"]]])
            }
            let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server)).failure(["query": "x"])
            #expect(failure.reason.contains("could not do it"))
            #expect(!failure.reason.contains("Exception"))
        }
    }

    @Test("words statuses, lost connections, pages and time that runs out")
    func transport() async throws {
        let expected: [(StubHTTPResponse, String, Bool)] = [
            (.status(404), "found nothing for these arguments", false), (.status(500), "out of order", true),
            (.status(429), "out of order", true), (.status(403), "refuses us", false),
            (.redirect(to: "/other"), "leads elsewhere, which is not followed", false),
            (.text("<html>"), "not JSON", false),
            (.json(["results": []]).cutOff(), "connection to the service behind this tool was lost", true),
            (.json([:]).held(at: Gate()), "took too long", true),
        ]
        for (response, words, isTransient) in expected {
            let server = try await StubHTTPServer.running { _ in response }
            let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server))
                .failure(["query": "x"], budget: words == "took too long" ? .milliseconds(50) : .seconds(30))
            #expect(failure.reason.contains(words))
            #expect(failure.isTransient == isTransient)
            #expect(server.requests.count == 1)
        }
    }

    @Test("reads no more than it may")
    func size() async throws {
        let server = try await Self.server(giving: .string(String(repeating: "a", count: 2000)))
        let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server, ["max_bytes": 1000]))
            .failure(["query": "x"])
        #expect(failure.reason.contains("more than can be read"))
    }

    @Test("stays away from private addresses where it is told to")
    func privateAddresses() async throws {
        let server = try await Self.server(giving: "sì")
        let failure = try await RemoteToolFixture(VAPIKind(), Self.settings(server, ["private_addresses": false]))
            .failure(["query": "x"])
        #expect(failure.reason == "The service behind this tool cannot be used.")
        #expect(server.connectionCount == 0)
    }

    @Test("sends a write under its idempotency key")
    func write() async throws {
        let server = try await Self.server(giving: "fatto")
        let session = SessionID()
        let tool = try await RemoteToolFixture(VAPIKind(), Self.settings(server, ["effect": "write"]))
        _ = try await tool.call(["query": "x"], of: session, as: "t1c9")
        #expect(server.requests.first?.header("Idempotency-Key") == "\(session)/t1c9")
    }

    static let mistakes: [(settings: [String: JSONValue], words: String)] = [
        (["url": "tools.example.org"], "is not an absolute http or https URL"),
        (["arguments": ["place": "p"]], "\"place\" is not one of the parameters"),
        (["arguments": ["query": "days"]], "Two arguments would be called \"days\""),
        (["parameters": ["type": "object"]], "parameters must be a JSON Schema"),
    ]

    @Test("tells a mistake in its settings at the start", arguments: mistakes)
    func mistake(_ mistake: (settings: [String: JSONValue], words: String)) async throws {
        let server = try await Self.server(giving: "sì")
        let error = await #expect(throws: DecodingError.self) {
            _ = try await RemoteToolFixture(VAPIKind(), Self.settings(server, mistake.settings))
        }
        #expect(error.map { "\($0)".contains(mistake.words) } == true)
    }
}
