import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@Suite struct FakeModelServerTests {
    private static func ask(
        _ server: FakeModelServer,
        _ body: JSONValue = ["messages": []],
        path: String = "/chat/completions"
    ) async throws -> HTTPClientResponse {
        let request = HTTPClientRequest(
            method: "POST",
            url: server.baseURL + path,
            headers: ["Content-Type": "application/json"],
            body: body.encoded
        )
        return try await HTTPClient().send(request)
    }

    /// The data of the events in a stream.
    private static func events(_ response: HTTPClientResponse) -> [String] {
        String(decoding: response.body, as: UTF8.self).split(separator: "\n\n").map {
            String($0.trimmingPrefix("data: "))
        }
    }

    private static func contents(_ events: [String]) throws -> [String] {
        try events.dropLast().compactMap { event in
            try JSONValue(parsing: event)["choices"]?[0]?["delta"]?["content"]?.string
        }
    }

    @Test func textComesAWordAtATimeAndEndsInProtocol() async throws {
        try await FakeModelServer.withServer(.text("Costa \"52\" €.")) { server in
            let response = try await Self.ask(server)
            #expect(response.head.status == 200)
            #expect(response.head.headers["Content-Type"] == "text/event-stream")
            let events = Self.events(response)
            #expect(try Self.contents(events) == ["", "Costa", " \"52\"", " €."])
            #expect(events.last == "[DONE]")
            #expect(try JSONValue(parsing: events[events.count - 2])["choices"]?[0]?["finish_reason"] == "stop")
        }
    }

    @Test func tokensAreCountedForThoseWhoAsk() async throws {
        try await FakeModelServer.withServer(.text("Ciao a tutti"), .text("Ciao")) { server in
            let asked = Self.events(try await Self.ask(server, ["stream_options": ["include_usage": true]]))
            let usage = try JSONValue(parsing: asked[asked.count - 2])
            #expect(usage["usage"]?["completion_tokens"] == 3)
            #expect(usage["choices"] == [])
            let unasked = Self.events(try await Self.ask(server))
            #expect(!unasked.contains { $0.contains("usage") })
        }
    }

    @Test func argumentsComeInFragments() async throws {
        try await FakeModelServer.withServer(.calls("get_price", ["sport": "pallavolo"], fragmentSize: 5)) { server in
            let events = try Self.events(try await Self.ask(server)).dropLast().map { try JSONValue(parsing: $0) }
            let items = events.compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }
            #expect(items.first?["id"] == "call_1")
            #expect(items.first?["function"]?["name"] == "get_price")
            #expect(items.compactMap { $0["function"]?["arguments"]?.string }.joined() == #"{"sport":"pallavolo"}"#)
            #expect(items.count == 6)
            #expect(events.last?["choices"]?[0]?["finish_reason"] == "tool_calls")
        }
    }

    @Test(arguments: [
        ("/chat/completions", ["", "Ciao"], "[DONE]"),
        ("/responses", ["Ciao"], "response.completed"),
        ("/messages", ["Ciao"], "message_stop"),
    ])
    func thePathTellsTheWire(_ path: String, _ pieces: [String], _ last: String) async throws {
        try await FakeModelServer.withServer(.text("Ciao"), .failure(status: 400)) { server in
            let events = Self.events(try await Self.ask(server, path: path)).compactMap { event in
                event.split(separator: "data: ").last.map(String.init)
            }
            let texts = events.compactMap { event -> String? in
                let json = try? JSONValue(parsing: event)
                return json?["choices"]?[0]?["delta"]?["content"]?.string ?? json?["delta"]?.string
                    ?? json?["delta"]?["text"]?.string
            }
            #expect(texts == pieces)
            #expect(events.last?.contains(last) == true)
            let refusal = try JSONValue(parsing: try await Self.ask(server, path: path).body)
            #expect(refusal["error"]?["message"] == "The script says so.")
            #expect((refusal["type"] == "error") == (path == "/messages"))
        }
    }

    @Test func requestsAreKept() async throws {
        try await FakeModelServer.withServer(.text("Ciao")) { server in
            _ = try await Self.ask(server, ["model": "m", "messages": [["role": "user", "content": "Salve"]]])
            try await server.received()
            let request = try #require(server.requests.first)
            #expect(request.messages == [["role": "user", "content": "Salve"]])
            #expect(request.header("content-TYPE") == "application/json")
            #expect(request.path == "/v1/chat/completions")
        }
    }

    @Test func refusalsHaveABodyAndHeaders() async throws {
        let refusal = FakeModelReply.failure(status: 429, message: "Piano.", headers: ["Retry-After": "2"])
        try await FakeModelServer.withServer(refusal) { server in
            let limited = try await Self.ask(server)
            #expect(limited.head.status == 429)
            #expect(limited.head.headers["Retry-After"] == "2")
            #expect(try JSONValue(parsing: limited.body)["error"]?["message"] == "Piano.")
            let beyond = try await Self.ask(server)
            #expect(beyond.head.status == 500)
            #expect(String(decoding: beyond.body, as: UTF8.self).contains("Request 2, but the script has 1 replies."))
            let unknown = try await Self.ask(server, path: "/embeddings")
            #expect(unknown.head.status == 404)
            #expect(try JSONValue(parsing: unknown.body)["error"] != nil)
        }
    }

    @Test func aCutConnectionIsNotAnEnd() async throws {
        let text = FakeModelReply.text("uno due tre quattro")
        try await FakeModelServer.withServer(text.cut(after: 0), text.cut(after: 3), text.ended(after: 3)) { server in
            for _ in 1...2 {
                await #expect(throws: HTTPTransportError.self) { try await Self.ask(server) }
            }
            let ended = Self.events(try await Self.ask(server))
            #expect(ended.count == 3)
            #expect(!ended.contains("[DONE]"))
        }
    }

    @Test func streamsCanBeSpoiled() async throws {
        let text = FakeModelReply.text("uno due")
        try await FakeModelServer.withServer(text.garbled(after: 2), text.failing(after: 2), text.withoutDone()) {
            server in
            let garbled = Self.events(try await Self.ask(server))
            #expect(throws: JSONError.self) { try JSONValue(parsing: garbled[2]) }
            #expect(garbled.last == "[DONE]")
            let failing = Self.events(try await Self.ask(server))
            #expect(try JSONValue(parsing: try #require(failing.last))["error"]?["type"] == "server_error")
            let open = Self.events(try await Self.ask(server))
            #expect(open.last?.contains("\"finish_reason\":\"stop\"") == true)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func whereTheBytesAreCutMakesNoDifference(_ size: Int) async throws {
        let reply = FakeModelReply.text("Sì, è così. 👩🏽‍⚕️", calling: [ToolCall(name: "a", arguments: ["b": "ü"])])
        try await FakeModelServer.withServer(reply, reply.writing(bytesPerWrite: size)) { server in
            let whole = try await Self.ask(server)
            let cut = try await Self.ask(server)
            #expect(whole.body == cut.body)
        }
    }

    @Test func itWaitsAtAGateAndNoticesWhoLeaves() async throws {
        let gates = [Gate(), Gate(), Gate()]
        let text = FakeModelReply.text("uno due")
        try await FakeModelServer.withServer(
            text.held(at: gates[0]),
            text.stalled(after: 2, until: gates[1]),
            text.stalled(after: 1, until: gates[2])
        ) { server in
            for gate in gates.prefix(2) {
                async let response = Self.ask(server)
                try await gate.arrived()
                gate.open()
                #expect(Self.events(try await response).last == "[DONE]")
            }
            let leaver = Task { try await Self.ask(server) }
            try await gates[2].arrived()
            leaver.cancel()
            try await server.abandoned()
            _ = await leaver.result
        }
    }

    @Test func aResponderAnswersForEver() async throws {
        let server = try await FakeModelServer.running(threads: 2, recordsRequests: false) { request in
            .text(request.messages.last?["content"]?.string ?? "", delay: .milliseconds(1))
        }
        for word in ["uno", "due"] {
            let events = Self.events(
                try await Self.ask(server, ["messages": [["role": "user", "content": .string(word)]]])
            )
            #expect(try Self.contents(events) == ["", word])
        }
        #expect(server.requests.isEmpty)
        await server.shutdown()
    }
}
