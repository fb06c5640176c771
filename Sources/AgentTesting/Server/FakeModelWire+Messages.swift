import AgentRuntime

/// Anthropic's Messages.
extension FakeModelWire {
    static func message(of step: FakeModelStep) -> [FakeModelReply.Part] {
        var parts = [
            FakeModelReply.Part.event(messageStart(reading: step.usage.input)), .event(event(named: "ping", [:])),
        ]
        var index = 0
        func add(_ block: JSONValue, _ deltas: [FakeModelReply.Part]) {
            let number: [String: JSONValue] = ["index": .integer(index)]
            parts.append(.event(event(named: "content_block_start", number.merging(["content_block": block]) { $1 })))
            parts += deltas
            parts.append(.event(event(named: "content_block_stop", number)))
            index += 1
        }
        if let sealed = step.sealed {
            add(
                ["type": "thinking", "thinking": "", "signature": ""],
                [
                    .event(delta("thinking_delta", ["thinking": "Hm."], at: index)),
                    .event(delta("signature_delta", ["signature": .string(sealed)], at: index)),
                ]
            )
        }
        if !step.tokens.isEmpty {
            let text = step.textParts { delta("text_delta", ["text": .string($0)], at: index) }
            add(["type": "text", "text": ""], text)
        }
        for call in step.calls {
            let block: JSONValue = [
                "type": "tool_use", "id": .string(call.providerID ?? ""), "name": .string(call.name),
                "input": .object([:]),
            ]
            let fragments = step.fragments(of: call).map { fragment in
                FakeModelReply.Part.event(delta("input_json_delta", ["partial_json": .string(fragment)], at: index))
            }
            add(block, fragments)
        }
        return parts + messageEnd(step.calls.isEmpty ? "end_turn" : "tool_use", writing: step.usage.output)
    }

    private static func messageStart(reading tokens: Int) -> [UInt8] {
        event(
            named: "message_start",
            [
                "message": [
                    "id": "msg_1", "type": "message", "role": "assistant", "model": "fake-model", "content": [],
                    "stop_reason": nil, "usage": ["input_tokens": .integer(tokens), "output_tokens": 1],
                ]
            ]
        )
    }

    private static func messageEnd(_ reason: String, writing tokens: Int) -> [FakeModelReply.Part] {
        let delta: [String: JSONValue] = [
            "delta": ["stop_reason": .string(reason), "stop_sequence": nil],
            "usage": ["output_tokens": .integer(tokens)],
        ]
        return [.event(event(named: "message_delta", delta)), .event(event(named: "message_stop", [:]))]
    }

    private static func delta(_ type: String, _ members: [String: JSONValue], at index: Int) -> [UInt8] {
        let delta = members.merging(["type": .string(type)]) { $1 }
        return event(named: "content_block_delta", ["index": .integer(index), "delta": .object(delta)])
    }
}
