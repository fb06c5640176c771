/// Writes a step's request as JSON: first what stays the same from step to step, up to a mark for the provider's prompt
/// cache.
struct MessagesRequest {
    /// The most tokens of a step where the endpoint sets no limit.
    static let standardMaximumTokens = 4096

    private let request: ModelRequest
    private let endpoint: ModelEndpoint
    /// Whether what the provider signed is sent back.
    private let isSigned: Bool

    init(_ request: ModelRequest, for endpoint: ModelEndpoint, signed: Bool = true) {
        self.request = request
        self.endpoint = endpoint
        self.isSigned = signed
    }

    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 16 * 1024)
        writer.write(raw: "{\"model\":")
        writer.write(string: self.endpoint.model)
        writer.write(raw: ",\"max_tokens\":")
        writer.write(integer: self.endpoint.maximumTokens ?? Self.standardMaximumTokens)
        writer.write(raw: ",\"stream\":true")
        if let temperature = self.endpoint.temperature {
            writer.write(raw: ",\"temperature\":")
            writer.write(.number(temperature))
        }
        // Who thinks must begin a step that calls with thinking, and without what was signed some steps do not.
        writer.write(moreMembers: self.endpoint.parameters.filter { self.isSigned || $0.key != "thinking" })
        self.writeTools(to: &writer)
        // The provider reads tools before the system prompt, so that the mark covers both.
        writer.write(raw: ",\"system\":[{\"type\":\"text\",\"text\":")
        writer.write(string: self.request.system)
        writer.write(raw: ",\"cache_control\":{\"type\":\"ephemeral\"}}]")
        self.writeMessages(to: &writer)
        writer.write(raw: "}")
        return writer.bytes
    }

    private func writeTools(to writer: inout JSONWriter) {
        guard !self.request.tools.isEmpty else { return }
        writer.write(raw: ",\"tools\":[")
        for (index, tool) in self.request.tools.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(raw: "{\"name\":")
            writer.write(string: tool.name)
            writer.write(raw: ",\"description\":")
            writer.write(string: tool.toldDescription)
            writer.write(raw: ",\"input_schema\":")
            writer.write(tool.parameters.json)
            writer.write(raw: "}")
        }
        writer.write(raw: "]")
    }

    private func writeMessages(to writer: inout JSONWriter) {
        var ids = SentCallIDs(CallIDRule(isAlphanumeric: true, marks: "_-"))
        writer.write(raw: ",\"messages\":[")
        let messages = MessagesConversation(self.request.messages, to: self.endpoint.model, signed: self.isSigned)
        for (index, message) in messages.messages.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            switch message.role {
            case .user: writer.write(raw: "{\"role\":\"user\",\"content\":[")
            case .assistant: writer.write(raw: "{\"role\":\"assistant\",\"content\":[")
            }
            for (index, block) in message.blocks.enumerated() {
                if index > 0 { writer.write(raw: ",") }
                self.write(block, ids: &ids, to: &writer)
            }
            writer.write(raw: "]}")
        }
        writer.write(raw: "]")
    }

    private func write(_ block: MessagesConversation.Block, ids: inout SentCallIDs, to writer: inout JSONWriter) {
        switch block {
        case .text(let text):
            writer.write(raw: "{\"type\":\"text\",\"text\":")
            writer.write(string: text)
            writer.write(raw: "}")
        case .kept(let block):
            writer.write(block)
        case .call(let call):
            writer.write(raw: "{\"type\":\"tool_use\",\"id\":")
            writer.write(string: ids.id(of: call))
            writer.write(raw: ",\"name\":")
            writer.write(string: call.sentName)
            writer.write(raw: ",\"input\":")
            writer.write(raw: call.sentArguments.utf8)
            writer.write(raw: "}")
        case .result(let text, let call, let failed):
            writer.write(raw: "{\"type\":\"tool_result\",\"tool_use_id\":")
            writer.write(string: ids.id(of: call))
            writer.write(raw: ",\"content\":")
            writer.write(string: text)
            failed ? writer.write(raw: ",\"is_error\":true}") : writer.write(raw: "}")
        }
    }
}
