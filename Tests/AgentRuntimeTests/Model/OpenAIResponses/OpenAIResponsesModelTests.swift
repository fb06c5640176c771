import AgentTesting
import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("OpenAI's Responses")
struct OpenAIResponsesModelTests {
    static func model(_ server: FakeModelServer) throws -> OpenAIResponsesModel {
        OpenAIResponsesModel(
            .init(
                baseURL: server.baseURL,
                apiKey: "sk-test",
                model: "gpt-test",
                temperature: 0.2,
                maximumTokens: 500,
                parameters: ["reasoning": ["effort": "low"]]
            ),
            http: try HTTPClient()
        )
    }

    static func parts(_ parts: JSONValue) -> JSONValue {
        ["wire": "openai-responses", "model": "gpt-test", "parts": parts]
    }
    static let sealed: JSONValue = ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "seal"]

    @Test("the request holds the whole conversation, stores nothing, and asks for sealed reasoning")
    func encodes() async throws {
        try await FakeModelServer.withServer(.text("Ok")) { server in
            let request = ModelRequest.conversation(
                [
                    [
                        .userMessage(.init(text: "Uno")),
                        .said("", calls: [ToolCall(id: "t1c1", providerID: "call_1", name: "search", arguments: "{")]),
                        .returned("t1c1", "Trovato.", .invalidArguments), .said("Ecco."),
                        .turnCompleted(.init(text: "Ecco.")),
                    ], [.userMessage(.init(text: "Due"))],
                ],
                tools: [.search]
            )
            _ = try await Self.model(server).respond(to: request, into: DiscardingSink())
            let sent = try #require(server.requests.first)
            #expect(sent.path == "/v1/responses")
            #expect(sent.header("Authorization") == "Bearer sk-test")
            #expect(sent.json["model"] == "gpt-test")
            #expect(sent.json["stream"] == true)
            #expect(sent.json["store"] == false)
            #expect(sent.json["include"] == ["reasoning.encrypted_content"])
            #expect(sent.json["temperature"] == 0.2)
            #expect(sent.json["max_output_tokens"] == 500)
            #expect(sent.json["reasoning"] == ["effort": "low"])
            #expect(sent.json["instructions"] == "Sei un assistente.")
            #expect(
                sent.json["tools"] == [
                    [
                        "type": "function", "name": "search", "description": "Cerca", "strict": false,
                        "parameters": ToolDefinition.search.parameters.json,
                    ]
                ]
            )
            #expect(
                sent.messages.map { $0["type"] ?? nil } == [
                    "message", "function_call", "function_call_output", "message", "message",
                ]
            )
            #expect(sent.messages.first?["role"] == "user")
            #expect(
                sent.messages[1] == ["type": "function_call", "call_id": "call_1", "name": "search", "arguments": "{}"]
            )
            #expect(sent.messages[2]["call_id"] == "call_1")
            #expect(sent.messages[2]["output"]?.string?.contains("Trovato.") == true)
            #expect(sent.messages[3]["role"] == "assistant")
            #expect(sent.messages[3]["content"] == [["type": "output_text", "text": "Ecco."]])
            #expect(sent.messages[4]["content"]?[0]?["text"]?.string?.hasSuffix("\nDue") == true)
        }
    }

    @Test("text streams, calls come whole, and sealed reasoning comes with the step")
    func step() async throws {
        let call = ToolCall(providerID: "call_9", name: "search", arguments: #"{"q":"perché è così"}"#)
        let reply = FakeModelReply.text("Un attimo.", calling: [call], sealed: "seal", fragmentSize: 3)
        try await FakeModelServer.withServer(reply.writing(bytesPerWrite: 7)) { server in
            let sink = ShownText()
            let response = try await Self.model(server).respond(to: .conversation(), into: sink)
            #expect(sink.text == "Un attimo.")
            #expect(response.text == "Un attimo.")
            #expect(response.calls == [call])
            #expect(response.finishReason == .toolCalls)
            #expect(response.usage == TokenUsage(input: 100, output: 12))
            #expect(response.model == "fake-model")
            #expect(response.timeToFirstToken != nil)
            #expect(response.extra == Self.parts([["kept": Self.sealed], ["text": [0, 10]], ["call": 0]]))
        }
    }

    static let failing: [(reply: FakeModelReply, reason: ModelError.Reason)] = [
        (.failure(status: 401), .unauthorized), (.failure(status: 400), .rejected),
        (.failure(status: 503), .unavailable),
        (.failure(status: 429, headers: ["Retry-After": "7"]), .rateLimited),
        (.text("Uno due tre").cut(after: 4), .truncated), (.text("Uno due tre").ended(after: 4), .truncated),
        (.text("Uno due").withoutDone(), .truncated), (.text("Uno due").garbled(after: 1), .protocolViolation),
        (.text("Uno due tre").failing(after: 2), .unavailable),
        (.raw(status: 200, headers: ["Content-Type": "text/event-stream"], body: ""), .truncated),
    ]

    @Test("what goes wrong is a typed error, never an empty answer", arguments: Self.failing)
    func failures(_ failure: (reply: FakeModelReply, reason: ModelError.Reason)) async throws {
        try await FakeModelServer.withServer(failure.reply) { server in
            let error = await #expect(throws: ModelError.self) {
                try await Self.model(server).respond(to: .conversation(), into: DiscardingSink())
            }
            #expect(error?.reason == failure.reason)
        }
    }

    private static let afterSealed = ModelRequest.conversation([
        [
            .userMessage(.init(text: "Uno")), .said("Ecco.", extra: parts([["kept": sealed], ["text": [0, 5]]])),
            .turnCompleted(.init(text: "Ecco.")),
        ], [.userMessage(.init(text: "Due"))],
    ])

    @Test("a model that seals nothing is asked without from then on")
    func withoutSeals() async throws {
        let refusal = FakeModelReply.failure(
            status: 400,
            message: "Encrypted content is not supported with this model."
        )
        try await FakeModelServer.withServer(refusal, .text("Uno"), .text("Due")) { server in
            let model = try Self.model(server)
            #expect(try await model.respond(to: .conversation(), into: DiscardingSink()).text == "Uno")
            #expect(try await model.respond(to: .conversation(), into: DiscardingSink()).text == "Due")
            #expect(server.requests.map { $0.json["include"] != nil } == [true, false, false])
        }
    }

    @Test("reasoning under a seal that no longer holds is left out, and the conversation goes on")
    func brokenSeal() async throws {
        let refusal = FakeModelReply.failure(status: 400, message: "The encrypted content could not be verified.")
        try await FakeModelServer.withServer(refusal, .text("Uno"), .text("Due")) { server in
            let model = try Self.model(server)
            _ = try await model.respond(to: Self.afterSealed, into: DiscardingSink())
            _ = try await model.respond(to: .conversation(), into: DiscardingSink())
            #expect(server.requests.map { $0.messages.contains(Self.sealed) } == [true, false, false])
            #expect(server.requests.map { $0.json["include"] != nil } == [true, false, true])
        }
    }

    @Test("the key is in no error")
    func redaction() async throws {
        try await FakeModelServer.withServer(.failure(status: 401, message: "Incorrect API key: sk-test.")) { server in
            let error = await #expect(throws: ModelError.self) {
                try await Self.model(server).respond(to: .conversation(), into: DiscardingSink())
            }
            #expect(error?.quote == "Incorrect API key: •••.")
            #expect("\(String(describing: error))".contains("Incorrect") == false)
        }
    }
}
