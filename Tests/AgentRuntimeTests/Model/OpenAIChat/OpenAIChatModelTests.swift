import AgentTesting
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite("OpenAI's chat completions")
struct OpenAIChatModelTests {
    /// Keeps the text as it came.
    final class Text: DeltaSink {
        private let pieces = NIOLockedValueBox<[[UInt8]]>([])
        var all: String { String(decoding: self.pieces.withLockedValue { $0.flatMap(\.self) }, as: UTF8.self) }
        var areValid: Bool {
            self.pieces.withLockedValue { $0.allSatisfy { String(validating: $0, as: UTF8.self) != nil } }
        }
        func text(_ bytes: Span<UInt8>) {
            let piece = bytes.withUnsafeBufferPointer { Array($0) }
            self.pieces.withLockedValue { $0.append(piece) }
        }
        func reset() {}
    }

    static func request(_ message: String = "Ciao", tools: [ToolDefinition] = []) -> ModelRequest {
        let turn = Turn(message)
        return ModelRequest(
            system: "Sei un assistente.",
            transcript: turn.transcript,
            rendering: TranscriptRendering(region: .testing),
            tools: tools,
            deadline: turn.deadline
        )
    }

    static func model(_ server: FakeModelServer, timeouts: HTTPTimeouts = HTTPTimeouts()) throws -> OpenAIChatModel {
        OpenAIChatModel(
            .init(
                baseURL: server.baseURL + "/",
                apiKey: "sk-test",
                model: "gpt-test",
                temperature: 0.2,
                timeouts: timeouts
            ),
            http: try HTTPClient()
        )
    }

    @Test("text goes to the sink as it comes, and the step tells usage, reason and model")
    func text() async throws {
        try await FakeModelServer.withServer(.text("Perché no? «Sì» 🩺").writing(bytesPerWrite: 3)) { server in
            let sink = Text()
            let response = try await Self.model(server).respond(to: Self.request(), into: sink)
            #expect(response.text == "Perché no? «Sì» 🩺")
            #expect(sink.all == response.text)
            #expect(sink.areValid)
            #expect(response.finishReason == .stop)
            #expect(response.usage?.input == 100)
            #expect(response.timeToFirstToken != nil)
        }
    }

    @Test("the request carries key, tools, system prompt and the message with its time")
    func encodes() async throws {
        try await FakeModelServer.withServer(.text("Ok")) { server in
            let tool = ToolDefinition(
                name: "search",
                description: "Cerca",
                parameters: .object(["q": .string("Che cosa")]),
                effect: .read
            )
            _ = try await Self.model(server).respond(to: Self.request("Ciao", tools: [tool]), into: DiscardingSink())
            let sent = try #require(server.requests.first)
            #expect(sent.path == "/v1/chat/completions")
            #expect(sent.header("Authorization") == "Bearer sk-test")
            #expect(sent.json["model"] == "gpt-test")
            #expect(sent.json["stream"] == true)
            #expect(sent.json["stream_options"]?["include_usage"] == true)
            #expect(sent.json["temperature"] == 0.2)
            #expect(sent.json["tools"]?[0]?["function"]?["name"] == "search")
            #expect(sent.messages[0] == ["role": "system", "content": "Sei un assistente."])
            #expect(sent.messages[1]["content"]?.string?.hasSuffix("]\nCiao") == true)
        }
    }

    @Test("tool calls are put together from their fragments, text beside them")
    func calls() async throws {
        let calls = [
            ToolCall(providerID: "a", name: "search", arguments: #"{"query":"perché è così"}"#),
            ToolCall(providerID: "b", name: "price", arguments: #"{"age":13}"#),
        ]
        try await FakeModelServer.withServer(.text("Un attimo.", calling: calls, fragmentSize: 3)) { server in
            let response = try await Self.model(server).respond(to: Self.request(), into: DiscardingSink())
            #expect(response.calls == calls)
            #expect(response.text == "Un attimo.")
            #expect(response.finishReason == .toolCalls)
        }
    }

    static let failing: [(reply: FakeModelReply, reason: ModelError.Reason)] = [
        (.failure(status: 401), .unauthorized), (.failure(status: 403), .unauthorized),
        (.failure(status: 400), .rejected),
        (.failure(status: 404), .unauthorized), (.failure(status: 500), .unavailable),
        (.failure(status: 503), .unavailable),
        (.failure(status: 429, headers: ["Retry-After": "7"]), .rateLimited),
        (.text("Uno due tre").cut(after: 2), .truncated), (.text("Uno due tre").ended(after: 2), .truncated),
        (.text("Uno due").garbled(after: 1), .protocolViolation),
        (.text("Uno due tre").failing(after: 2), .unavailable),
        (.raw(status: 200, headers: ["Content-Type": "text/event-stream"], body: ""), .truncated),
        (
            .raw(
                status: 200,
                headers: ["Content-Type": "application/json"],
                body: #"{"error":{"message":"No.","code":429}}"#
            ),
            .rateLimited
        ),
    ]

    @Test("what goes wrong is a typed error, never an empty answer", arguments: Self.failing)
    func failures(_ failure: (reply: FakeModelReply, reason: ModelError.Reason)) async throws {
        try await FakeModelServer.withServer(failure.reply) { server in
            let error = await #expect(throws: ModelError.self) {
                try await Self.model(server).respond(to: Self.request(), into: DiscardingSink())
            }
            #expect(error?.reason == failure.reason)
        }
    }

    @Test("a stream counts as finished with a finish reason even if [DONE] never comes")
    func withoutDone() async throws {
        try await FakeModelServer.withServer(.text("Fatto").withoutDone()) { server in
            let response = try await Self.model(server).respond(to: Self.request(), into: DiscardingSink())
            #expect(response.text == "Fatto")
        }
    }

    @Test("an answer that is not streamed is read all the same")
    func document() async throws {
        let body =
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Intero."},"finish_reason":"stop"}]}"#
        try await FakeModelServer.withServer(
            .raw(status: 200, headers: ["Content-Type": "application/json"], body: body)
        ) { server in
            let response = try await Self.model(server).respond(to: Self.request(), into: DiscardingSink())
            #expect(response.text == "Intero.")
        }
    }

    @Test("a silent provider is given up, and a cancelled task closes the stream")
    func silence() async throws {
        let never = Gate()
        try await FakeModelServer.withServer(.text("Uno").held(at: never), .text("Uno").held(at: never)) { server in
            let model = try Self.model(server, timeouts: HTTPTimeouts(firstByte: .milliseconds(50)))
            let error = await #expect(throws: ModelError.self) {
                try await model.respond(to: Self.request(), into: DiscardingSink())
            }
            #expect(error?.reason == .timedOut)
            let patient = try Self.model(server)
            // The first request may have been given up before it came.
            let count = server.requests.count
            let task = Task { try await patient.respond(to: Self.request(), into: DiscardingSink()) }
            try await server.received(count + 1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("the key is in no error")
    func redaction() async throws {
        try await FakeModelServer.withServer(.failure(status: 401, message: "Incorrect API key: sk-test.")) { server in
            let error = await #expect(throws: ModelError.self) {
                try await Self.model(server).respond(to: Self.request(), into: DiscardingSink())
            }
            #expect(error?.quote == "Incorrect API key: •••.")
            #expect(error?.detail == "The provider answered with an error (status 401, server_error).")
        }
    }
}
