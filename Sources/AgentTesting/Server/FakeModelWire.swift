import AgentRuntime

/// Events of OpenAI's chat completions as bytes.
enum FakeModelWire {
    /// The data `[DONE]`.
    static let done = event("[DONE]")
    /// The first event: who speaks.
    static let opening = chunk(delta: ["role": "assistant", "content": ""])

    static func event(_ data: String) -> [UInt8] { Array("data: \(data)\n\n".utf8) }

    /// A piece of the answer, written by hand because a benchmark makes millions.
    static func content(_ text: String) -> [UInt8] {
        var writer = JSONWriter(capacity: text.utf8.count + 160)
        writer.write(
            raw: #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"fake-model","#
        )
        writer.write(raw: #""choices":[{"index":0,"delta":{"content":"#)
        writer.write(string: text)
        writer.write(raw: #"},"finish_reason":null}]}"#)
        writer.write(raw: "\n\n")
        return writer.bytes
    }

    /// The first event of a call: its id and name.
    static func call(_ call: ToolCall, at index: Int) -> [UInt8] {
        var item: [String: JSONValue] = [
            "index": .integer(index), "type": "function", "function": ["name": .string(call.name), "arguments": ""],
        ]
        if let id = call.providerID { item["id"] = .string(id) }
        return chunk(delta: ["tool_calls": [.object(item)]])
    }

    /// More of a call's arguments.
    static func fragment(_ text: String, at index: Int) -> [UInt8] {
        chunk(delta: ["tool_calls": [["index": .integer(index), "function": ["arguments": .string(text)]]]])
    }

    /// Finish reason, token counts, `[DONE]`.
    static func ending(_ reason: String, input: Int, output: Int) -> [FakeModelReply.Part] {
        let usage: JSONValue = [
            "prompt_tokens": .integer(input), "completion_tokens": .integer(output),
            "total_tokens": .integer(input + output), "prompt_tokens_details": ["cached_tokens": 0],
        ]
        return [
            .event(chunk(delta: .object([:]), finish: .string(reason))), .usage(chunk(choices: [], usage: usage)),
            .event(done),
        ]
    }

    private static func chunk(delta: JSONValue, finish: JSONValue = nil) -> [UInt8] {
        chunk(choices: [["index": 0, "delta": delta, "finish_reason": finish]])
    }

    private static func chunk(choices: JSONValue, usage: JSONValue? = nil) -> [UInt8] {
        var members: [String: JSONValue] = [
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake-model",
            "choices": choices,
        ]
        if let usage { members["usage"] = usage }
        return event(JSONValue.object(members).description)
    }
}
