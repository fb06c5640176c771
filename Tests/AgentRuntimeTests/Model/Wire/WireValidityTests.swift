import AgentTesting
import Testing

@testable import AgentRuntime

/// Whatever a session went through, its next request is one that the provider takes.
@Suite("Requests from any journal")
struct WireValidityTests {
    private static let wires = [OpenAIResponsesModel.wire, AnthropicMessagesModel.wire]
    private static let endpoint = ModelEndpoint(baseURL: "http://localhost", model: "m")

    @Test("over Responses each call is sent before its one result", arguments: 0..<200)
    func responses(_ seed: Int) throws {
        let body = ResponsesRequest(Self.request(seed), for: Self.endpoint).encoded()
        var open: [JSONValue] = []
        for item in try #require(JSONValue(parsing: body)["input"]?.array) {
            switch item["type"]?.string {
            case "message"?:
                #expect(item["content"]?[0]?["text"]?.string?.isBlank == false)
            case "function_call"?:
                open.append(item["call_id"] ?? nil)
            case "function_call_output"?:
                #expect(open.first == item["call_id"])
                open = Array(open.dropFirst())
            default:
                #expect(item["of"]?.string == OpenAIResponsesModel.wire)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("over Messages roles alternate and results come first, at once and for each call", arguments: 0..<200)
    func messages(_ seed: Int) throws {
        let body = MessagesRequest(Self.request(seed), for: Self.endpoint).encoded()
        let messages = try #require(JSONValue(parsing: body)["messages"]?.array)
        var open: [JSONValue] = []
        for (index, message) in messages.enumerated() {
            #expect(message["role"] == (index.isMultiple(of: 2) ? "user" : "assistant"))
            let blocks = try #require(message["content"]?.array)
            #expect(!blocks.isEmpty)
            let results = blocks.prefix { $0["type"] == "tool_result" }
            #expect(results.map { $0["tool_use_id"] } == open)
            open = blocks.filter { $0["type"] == "tool_use" }.map { $0["id"] ?? nil }
            for block in blocks.dropFirst(results.count) {
                #expect(block["type"] != "tool_result")
                #expect(block["text"]?.string?.isBlank != true)
                #expect(block["of"].map { $0.string == AnthropicMessagesModel.wire } ?? true)
            }
        }
        #expect(open.isEmpty)
    }

    /// Turns that were answered, failed, were cancelled or are still open, with steps of any shape, by either wire, by this
    /// model or another.
    private static func request(_ seed: Int) -> ModelRequest {
        var random = SeededGenerator(seed: UInt64(seed))
        let turns = (1...Int.random(in: 1...5, using: &random)).map { number -> [SessionEvent.Fact] in
            var facts: [SessionEvent.Fact] = [.userMessage(.init(text: "m"))]
            var made = 0
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let count = Int.random(in: 0...3, using: &random)
                let calls = (0..<count).map { index in
                    ToolCall(
                        id: CallID(turn: TurnNumber(rawValue: number), number: made + index + 1),
                        providerID: [nil, "call_1", "id with spaces", "p\(number)\(made)\(index)"].randomElement(
                            using: &random
                        ) ?? nil,
                        name: "f",
                        arguments: ["{}", "", "{\"a\"", "[1]", "{\"a\":1}"].randomElement(using: &random) ?? ""
                    )
                }
                made += count
                let text = ["", " ", "Sì.", "Sì.\n\nNo."].randomElement(using: &random) ?? ""
                facts.append(.said(text, calls: calls, extra: Self.extra(text, calls, &random)))
                for call in calls where Bool.random(using: &random) {
                    facts.append(
                        .returned(call.id, "r", [.succeeded, .failed].randomElement(using: &random) ?? .failed)
                    )
                }
            }
            switch Int.random(in: 0..<5, using: &random) {
            case 0: facts.append(.turnCancelled(.init(partialText: "")))
            case 1: facts.append(.turnFailed(.init(code: .internalError, detail: "", partialText: "P")))
            case 2: break
            default: facts.append(.turnCompleted(.init(text: "t")))
            }
            return facts
        }
        return .conversation(turns)
    }

    private static func extra(_ text: String, _ calls: [ToolCall], _ random: inout SeededGenerator) -> JSONValue? {
        guard let wire = Self.wires.randomElement(using: &random), Bool.random(using: &random) else { return nil }
        var parts = StepParts()
        parts.append(.kept(["type": "sealed", "of": .string(wire)]))
        parts.append(.text(0..<text.utf8.count))
        // Most fit the step, some leave out a call or tell them in another order.
        let isSound = Int.random(in: 0..<4, using: &random) > 0
        for index in isSound ? Array(calls.indices) : calls.indices.shuffled(using: &random).dropLast() {
            parts.append(.call(index))
            parts.append(.kept(["type": "sealed", "of": .string(wire)]))
        }
        return parts.extra(of: wire, model: ["m", "other"].randomElement(using: &random) ?? "m")
    }
}
