import AgentRuntime

/// OpenAI's Responses.
extension FakeModelWire {
    static func response(of step: FakeModelStep) -> [FakeModelReply.Part] {
        var script = ResponsesScript()
        script.add("response.created", ["response": script.response("in_progress")])
        if let sealed = step.sealed {
            let item = script.item("reasoning", "rs", ["summary": [], "encrypted_content": .string(sealed)])
            script.add(item, begun: ["encrypted_content": ""]) { _ in [] }
        }
        if !step.tokens.isEmpty {
            let item = script.item("message", "msg", ["role": "assistant", "content": [part(step.tokens.joined())]])
            script.add(item, begun: ["content": []]) { script in
                script.event("response.content_part.added", ["content_index": 0, "part": part("")])
                    + step.textParts { token in
                        script.bytes("response.output_text.delta", ["content_index": 0, "delta": .string(token)])
                    }
                    + script.event(
                        "response.output_text.done",
                        ["content_index": 0, "text": .string(step.tokens.joined())]
                    )
            }
        }
        for call in step.calls {
            let item = script.item("function_call", "fc", call.responsesMembers)
            script.add(item, begun: ["arguments": ""]) { script in
                step.fragments(of: call).flatMap { fragment in
                    script.event("response.function_call_arguments.delta", ["delta": .string(fragment)])
                }
                    + script.event("response.function_call_arguments.done", ["arguments": .string(call.arguments)])
            }
        }
        script.add("response.completed", ["response": script.response("completed", counting: step.usage)])
        return script.parts
    }

    private static func part(_ text: String) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": []]
    }
}

/// Numbers the items and the events of a response.
private struct ResponsesScript {
    private(set) var parts: [FakeModelReply.Part] = []
    private var items: [JSONValue] = []
    private var count = 0
    private var current: [String: JSONValue] = [:]

    func response(_ status: String, counting usage: (input: Int, output: Int)? = nil) -> JSONValue {
        [
            "id": "resp_1", "object": "response", "model": "fake-model", "status": .string(status),
            "output": .array(self.items), "error": nil, "incomplete_details": nil,
            "usage": usage.map { usage in
                [
                    "input_tokens": .integer(usage.input), "input_tokens_details": ["cached_tokens": 0],
                    "output_tokens": .integer(usage.output), "total_tokens": .integer(usage.input + usage.output),
                ]
            } ?? nil,
        ]
    }

    func item(_ type: String, _ prefix: String, _ members: [String: JSONValue]) -> [String: JSONValue] {
        let id = "\(prefix)_\(self.items.count + 1)"
        return members.merging(["type": .string(type), "id": .string(id), "status": "completed"]) { own, _ in own }
    }

    /// Adds an item, from its beginning with some members empty to its end, and between them what `body` makes.
    mutating func add(
        _ item: [String: JSONValue],
        begun: [String: JSONValue],
        _ body: (inout ResponsesScript) -> [FakeModelReply.Part]
    ) {
        let index: [String: JSONValue] = ["output_index": .integer(self.items.count)]
        let empty = item.merging(begun) { _, empty in empty }.merging(["status": "in_progress"]) { $1 }
        self.add("response.output_item.added", index.merging(["item": .object(empty)]) { $1 })
        self.current = index.merging(["item_id": item["id"] ?? nil]) { $1 }
        let inner = body(&self)
        self.parts += inner
        self.current = [:]
        self.add("response.output_item.done", index.merging(["item": .object(item)]) { $1 })
        self.items.append(.object(item))
    }

    mutating func add(_ type: String, _ members: [String: JSONValue]) {
        let event = self.event(type, members)
        self.parts += event
    }

    mutating func event(_ type: String, _ members: [String: JSONValue]) -> [FakeModelReply.Part] {
        [.event(self.bytes(type, members))]
    }

    /// An event about the current item.
    mutating func bytes(_ type: String, _ members: [String: JSONValue]) -> [UInt8] {
        defer { self.count += 1 }
        let own = self.current.merging(["sequence_number": .integer(self.count)]) { $1 }
        return FakeModelWire.event(named: type, own.merging(members) { $1 })
    }
}

extension ToolCall {
    fileprivate var responsesMembers: [String: JSONValue] {
        var members: [String: JSONValue] = ["name": .string(self.name), "arguments": .string(self.arguments)]
        if let id = self.providerID { members["call_id"] = .string(id) }
        return members
    }
}
