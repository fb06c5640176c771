import AgentRuntime

/// What was said in a step, in OpenTelemetry's shape, for operators who have asked for it.
enum CapturedContent {
    /// The attributes that hold it, as JSON text.
    static func of(_ step: StepMeasurements) -> [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "gen_ai.system_instructions": Self.text([Self.part(step.request.system)]),
            "gen_ai.input.messages": Self.text(step.request.messages.map(Self.json)),
        ]
        if let response = step.response {
            var parts = response.text.isEmpty ? [] : [Self.part(response.text)]
            parts += response.calls.map(Self.json)
            attributes["gen_ai.output.messages"] = Self.text([
                [
                    "role": "assistant", "parts": .array(parts),
                    "finish_reason": .string(response.finishReason.rawValue),
                ]
            ])
        }
        return attributes
    }

    private static func json(_ message: TranscriptRendering.Message) -> JSONValue {
        switch message {
        case .user(let text):
            ["role": "user", "parts": [Self.part(text)]]
        case .assistant(let text, let calls, _):
            [
                "role": "assistant",
                "parts": .array((text.isEmpty ? [] : [Self.part(text)]) + calls.map(Self.json)),
            ]
        case .tool(let text, let call, _):
            [
                "role": "tool",
                "parts": [
                    ["type": "tool_call_response", "id": .string(call.id.rawValue), "response": .string(text)]
                ],
            ]
        }
    }

    private static func json(_ call: ToolCall) -> JSONValue {
        [
            "type": "tool_call", "id": .string(call.id.rawValue), "name": .string(call.name),
            "arguments": .string(call.arguments),
        ]
    }

    private static func part(_ text: String) -> JSONValue { ["type": "text", "content": .string(text)] }

    private static func text(_ elements: [JSONValue]) -> JSONValue { .string(JSONValue.array(elements).description) }
}
