import AgentTesting
import HTTPTransport
import Testing

@testable import AgentRuntime

@Suite("Anthropic's Messages")
struct AnthropicMessagesModelTests {
    static func model(
        _ server: FakeModelServer,
        maximumTokens: Int? = nil,
        parameters: [String: JSONValue] = ["top_k": 5]
    ) throws -> AnthropicMessagesModel {
        AnthropicMessagesModel(
            .init(
                baseURL: server.baseURL,
                apiKey: "sk-ant-test",
                model: "claude-test",
                temperature: 0.2,
                maximumTokens: maximumTokens,
                parameters: parameters
            ),
            http: try HTTPClient()
        )
    }

    static let thinking: JSONValue = ["type": "thinking", "thinking": "Hm.", "signature": "seal"]

    static func parts(_ parts: JSONValue) -> JSONValue {
        ["wire": "anthropic-messages", "model": "claude-test", "parts": parts]
    }

    @Test("the request has key, version, a limit, and a mark for the cache after tools and system prompt")
    func encodes() async throws {
        try await FakeModelServer.withServer(.text("Ok"), .text("Ok")) { server in
            let request = ModelRequest.conversation(tools: [.search])
            _ = try await Self.model(server).respond(to: request, into: DiscardingSink())
            _ = try await Self.model(server, maximumTokens: 500).respond(to: request, into: DiscardingSink())
            let sent = try #require(server.requests.first)
            #expect(sent.path == "/v1/messages")
            #expect(sent.header("x-api-key") == "sk-ant-test")
            #expect(sent.header("anthropic-version") == "2023-06-01")
            #expect(sent.header("Authorization") == nil)
            #expect(sent.json["model"] == "claude-test")
            #expect(sent.json["stream"] == true)
            #expect(server.requests.map { $0.json["max_tokens"] } == [4096, 500])
            #expect(sent.json["temperature"] == 0.2)
            #expect(sent.json["top_k"] == 5)
            #expect(
                sent.json["system"] == [
                    ["type": "text", "text": "Sei un assistente.", "cache_control": ["type": "ephemeral"]]
                ]
            )
            #expect(
                sent.json["tools"] == [
                    ["name": "search", "description": "Cerca", "input_schema": ToolDefinition.search.parameters.json]
                ]
            )
            #expect(sent.messages.count == 1)
            #expect(sent.messages[0]["role"] == "user")
            #expect(sent.messages[0]["content"]?[0]?["text"]?.string?.hasSuffix("]\nCiao") == true)
        }
    }

    @Test("all results of a step are in the next message, failures marked; what follows them joins it")
    func results() throws {
        let calls = [
            ToolCall(id: "t1c1", providerID: "toolu_1", name: "f", arguments: #"{"a":1}"#),
            ToolCall(id: "t1c2", providerID: "call|2", name: "g", arguments: "oops"),
        ]
        let request = ModelRequest.conversation([
            [
                .userMessage(.init(text: "Uno")), .said("Guardo.", calls: calls), .returned("t1c1", "52"),
                .returned("t1c2", "No.", .failed),
            ], [.userMessage(.init(text: "Due"))],
        ])
        let body = MessagesRequest(request, for: ModelEndpoint(baseURL: "", model: "m")).encoded()
        let messages = try #require(JSONValue(parsing: body)["messages"]?.array)
        #expect(messages.map { $0["role"] } == ["user", "assistant", "user"])
        #expect(
            messages[1]["content"] == [
                ["type": "text", "text": "Guardo."],
                ["type": "tool_use", "id": "toolu_1", "name": "f", "input": ["a": 1]],
                ["type": "tool_use", "id": "t1c2", "name": "g", "input": .object([:])],
            ]
        )
        let blocks = try #require(messages[2]["content"]?.array)
        #expect(blocks.map { $0["type"] } == ["tool_result", "tool_result", "text"])
        #expect(blocks.prefix(2).map { $0["tool_use_id"] } == ["toolu_1", "t1c2"])
        #expect(blocks.map { $0["is_error"] } == [nil, true, nil])
        #expect(blocks[0]["content"]?.string?.contains("52") == true)
    }

    @Test("text streams, calls come whole, and signed thinking comes with the step")
    func step() async throws {
        let calls = [
            ToolCall(providerID: "toolu_1", name: "search", arguments: #"{"q":"perché è così"}"#),
            ToolCall(providerID: "toolu_2", name: "list", arguments: "{}"),
        ]
        let reply = FakeModelReply.text("Un attimo.", calling: calls, sealed: "seal", fragmentSize: 3)
        try await FakeModelServer.withServer(reply.writing(bytesPerWrite: 7)) { server in
            let sink = ShownText()
            let response = try await Self.model(server).respond(to: .conversation(), into: sink)
            #expect(sink.text == "Un attimo.")
            #expect(response.calls == calls)
            #expect(response.finishReason == .toolCalls)
            #expect(response.usage == TokenUsage(input: 100, output: 22))
            #expect(response.model == "fake-model")
            #expect(response.timeToFirstToken != nil)
            #expect(
                response.extra
                    == Self.parts([["kept": Self.thinking], ["text": [0, 10]], ["call": 0], ["call": 1]])
            )
        }
    }

    static let failing: [(reply: FakeModelReply, reason: ModelError.Reason)] = [
        (.failure(status: 401, type: "authentication_error"), .unauthorized),
        (.failure(status: 400, type: "invalid_request_error"), .rejected),
        (.failure(status: 529, type: "overloaded_error"), .unavailable),
        (.failure(status: 429, headers: ["Retry-After": "7"]), .rateLimited),
        (.text("Uno due tre").cut(after: 4), .truncated), (.text("Uno due tre").ended(after: 4), .truncated),
        (.text("Uno due").garbled(after: 1), .protocolViolation),
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

    @Test("a step that misses thinking with a call is asked again without any")
    func missingThinking() async throws {
        let refusal = FakeModelReply.failure(
            status: 400,
            message: "messages.3.content.0.type: Expected `thinking`, but found `tool_use`."
        )
        try await FakeModelServer.withServer(refusal, .text("Fatto.")) { server in
            let model = try Self.model(server, parameters: ["thinking": ["type": "enabled"], "top_k": 5])
            _ = try await model.respond(to: ModelRequest.conversation(), into: DiscardingSink())
            #expect(server.requests.map { $0.json["thinking"] != nil } == [true, false])
            #expect(server.requests.map { $0.json["top_k"] } == [5, 5])
        }
    }

    @Test("thinking that somebody else signed is left out, and the conversation goes on")
    func brokenSignature() async throws {
        let refusal = FakeModelReply.failure(
            status: 400,
            message: "messages.1.content.0: Invalid `signature` in `thinking` block"
        )
        let request = ModelRequest.conversation([
            [
                .userMessage(.init(text: "Uno")),
                .said("Ecco.", extra: Self.parts([["kept": Self.thinking], ["text": [0, 5]]])),
                .turnCompleted(.init(text: "Ecco.")),
            ], [.userMessage(.init(text: "Due"))],
        ])
        try await FakeModelServer.withServer(refusal, .text("Fatto.")) { server in
            let response = try await Self.model(server).respond(to: request, into: DiscardingSink())
            #expect(response.text == "Fatto.")
            #expect(
                server.requests.map { $0.messages[1]["content"]?[0] } == [
                    Self.thinking, ["type": "text", "text": "Ecco."],
                ]
            )
        }
    }
}
