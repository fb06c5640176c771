import AgentRuntime

/// OpenAI's chat completions. Nothing in them is under a seal.
extension FakeModelWire {
    static func chatCompletion(of step: FakeModelStep) -> [FakeModelReply.Part] {
        var parts = [FakeModelReply.Part.event(chunk(delta: ["role": "assistant", "content": ""]))]
        parts += step.textParts(content)
        for (index, call) in step.calls.enumerated() {
            parts.append(.event(Self.call(call, at: index)))
            parts += step.fragments(of: call).map { .event(fragment($0, at: index)) }
        }
        return parts + ending(step.calls.isEmpty ? "stop" : "tool_calls", step.usage)
    }

    /// A piece of the answer, written by hand because a benchmark makes millions.
    private static func content(_ text: String) -> [UInt8] {
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
    private static func call(_ call: ToolCall, at index: Int) -> [UInt8] {
        var item: [String: JSONValue] = [
            "index": .integer(index), "type": "function", "function": ["name": .string(call.name), "arguments": ""],
        ]
        if let id = call.providerID { item["id"] = .string(id) }
        return chunk(delta: ["tool_calls": [.object(item)]])
    }

    /// More of a call's arguments.
    private static func fragment(_ text: String, at index: Int) -> [UInt8] {
        chunk(delta: ["tool_calls": [["index": .integer(index), "function": ["arguments": .string(text)]]]])
    }

    /// Finish reason, token counts, `[DONE]`.
    private static func ending(_ reason: String, _ count: (input: Int, output: Int)) -> [FakeModelReply.Part] {
        let usage: JSONValue = [
            "prompt_tokens": .integer(count.input), "completion_tokens": .integer(count.output),
            "total_tokens": .integer(count.input + count.output), "prompt_tokens_details": ["cached_tokens": 0],
        ]
        return [
            .event(chunk(delta: .object([:]), finish: .string(reason))), .usage(chunk(choices: [], usage: usage)),
            .event(event("[DONE]")),
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
