import Testing

@testable import AgentRuntime

@Suite("Providers' quirks")
struct ChatCompletionQuirkTests {
    static func step(_ chunks: [String], done: Bool = true) -> Result<ModelResponse, ModelError> {
        var step = ChatCompletionStep(into: DiscardingSink())
        for chunk in chunks + (done ? ["[DONE]"] : []) {
            let bytes = Array(chunk.utf8)
            step.receive(document: bytes.span)
        }
        return step.result(as: "m")
    }

    static func delta(_ calls: String, finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{"choices":[{"index":0,"delta":{"tool_calls":[\#(calls)]},"finish_reason":\#(reason)}]}"#
    }

    static let whole = [ToolCall(name: "f", arguments: #"{"a":1}"#), ToolCall(name: "g", arguments: #"{"b":2}"#)]

    /// Streams that all mean: call f with a = 1, then g with b = 2.
    static let twoCalls: [(name: String, chunks: [String])] = [
        (
            "no index, no id, one chunk",
            [
                delta(
                    #"{"function":{"name":"f","arguments":"{\"a\":1}"}},{"function":{"name":"g","arguments":"{\"b\":2}"}}"#
                )
            ]
        ),
        (
            "no index, no id, fragments",
            [
                delta(#"{"function":{"name":"f","arguments":"{\"a\""}}"#), delta(#"{"function":{"arguments":":1}"}}"#),
                delta(#"{"function":{"name":"g","arguments":"{\"b\":"}}"#), delta(#"{"function":{"arguments":"2}"}}"#),
            ]
        ),
        (
            "all of index 0, told apart by id",
            [
                delta(#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}"#),
                delta(#"{"index":0,"id":"y","function":{"name":"g","arguments":"{\"b\":2}"}}"#),
            ]
        ),
        (
            "arguments as objects",
            [
                delta(
                    #"{"index":0,"function":{"name":"f","arguments":{"a":1}}},{"index":1,"function":{"name":"g","arguments":{"b":2}}}"#
                )
            ]
        ),
        (
            "name in each delta, explicit nulls, empty names",
            [
                delta(#"{"index":0,"id":null,"type":null,"function":{"name":"f","arguments":""}}"#),
                delta(#"{"index":0,"id":null,"function":{"name":"f","arguments":"{\"a\":1}"}}"#),
                delta(#"{"index":1,"id":null,"function":{"name":"g","arguments":"{\"b\""}}"#),
                delta(#"{"index":1,"function":{"name":"","arguments":":2}"}}"#),
            ]
        ),
        (
            "the last fragment on the finish chunk",
            [
                delta(#"{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"#),
                delta(#"{"index":1,"function":{"name":"g","arguments":"{\"b\":2"}}"#),
                delta(#"{"index":1,"function":{"arguments":"}"}}"#, finish: "stop"),
            ]
        ),
        (
            "a repeat of the whole call at the end",
            [
                delta(#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}"#),
                delta(#"{"index":1,"id":"y","function":{"name":"g","arguments":"{\"b\":2}"}}"#),
                delta(#"{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}"#),
            ]
        ),
        (
            "an empty object that the real arguments replace",
            [
                delta(#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#),
                delta(#"{"index":0,"function":{"arguments":"{\"a\":1}"}}"#),
                delta(#"{"index":1,"function":{"name":"g","arguments":"{\"b\":2}"}}"#),
            ]
        ),
    ]

    @Test("however a server splits them, the calls come out whole", arguments: twoCalls)
    func calls(_ stream: (name: String, chunks: [String])) throws {
        let response = try Self.step(stream.chunks).get()
        let calls = response.calls.map { ToolCall(name: $0.name, arguments: $0.arguments) }
        #expect(calls == Self.whole, "\(stream.name)")
    }

    @Test("chunks without choices, with null choices and with usage are no trouble; the last usage counts")
    func usage() throws {
        let response = try Self.step([
            #"{"id":"","model":"","choices":[],"prompt_filter_results":[]}"#,
            #"{"model":"real","choices":null,"usage":{"prompt_tokens":0,"completion_tokens":0}}"#,
            #"{"model":"other","choices":[{"delta":{"content":"Sì"},"finish_reason":""}],"usage":null}"#,
            #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#,
        ]).get()
        #expect(response.model == "real")
        #expect(response.usage == TokenUsage(input: 9, output: 2, cachedInput: 4))
        #expect(response.finishReason == .unknown)
    }

    @Test("what a provider attaches to a call is kept")
    func extra() throws {
        let response = try Self.step([
            Self.delta(
                #"{"index":0,"id":"x","extra_content":{"google":{"thought_signature":"s"}},"function":{"name":"f","arguments":"{}"}}"#
            )
        ]).get()
        #expect(response.calls.first?.extra == ["extra_content": ["google": ["thought_signature": "s"]]])
    }

    @Test("a character cut in two by the provider comes out whole; half of one is replaced")
    func characters() throws {
        var mender = UTF8Mender()
        var out: [UInt8] = []
        for byte in Array("è🩺".utf8) + [0xE2, 0x82] {
            let piece = [byte]
            mender.mend(piece.span) { span in out += span.withUnsafeBufferPointer { Array($0) } }
        }
        mender.finish { span in out += span.withUnsafeBufferPointer { Array($0) } }
        #expect(String(decoding: out, as: UTF8.self) == "è🩺\u{FFFD}")
    }

    @Test("neither finish reason nor [DONE]: the step is not finished")
    func unfinished() {
        let result = Self.step([#"{"choices":[{"delta":{"content":"Uno"}}]}"#], done: false)
        guard case .failure(let error) = result else { return #expect(Bool(false), "must fail") }
        #expect(error.reason == .truncated)
        #expect(error.partialText == "Uno")
    }
}
