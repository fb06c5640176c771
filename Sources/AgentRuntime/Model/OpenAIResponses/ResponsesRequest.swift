/// Writes a step's request as JSON: first what stays the same from step to step, so that a provider's prompt cache hits.
struct ResponsesRequest {
    private let request: ModelRequest
    private let endpoint: ModelEndpoint
    /// Whether reasoning is asked for under seal and sent back.
    private let isSealed: Bool

    init(_ request: ModelRequest, for endpoint: ModelEndpoint, sealed: Bool = true) {
        self.request = request
        self.endpoint = endpoint
        self.isSealed = sealed
    }

    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 16 * 1024)
        writer.write(raw: "{\"model\":")
        writer.write(string: self.endpoint.model)
        writer.write(raw: ",\"stream\":true,\"store\":false")
        if self.isSealed { writer.write(raw: ",\"include\":[\"reasoning.encrypted_content\"]") }
        if let temperature = self.endpoint.temperature {
            writer.write(raw: ",\"temperature\":")
            writer.write(.number(temperature))
        }
        if let maximum = self.endpoint.maximumTokens {
            writer.write(raw: ",\"max_output_tokens\":")
            writer.write(integer: maximum)
        }
        writer.write(moreMembers: self.endpoint.parameters)
        writer.write(raw: ",\"instructions\":")
        writer.write(string: self.request.system)
        self.writeTools(to: &writer)
        self.writeInput(to: &writer)
        writer.write(raw: "}")
        return writer.bytes
    }

    private func writeTools(to writer: inout JSONWriter) {
        guard !self.request.tools.isEmpty else { return }
        writer.write(raw: ",\"tools\":[")
        for (index, tool) in self.request.tools.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(raw: "{\"type\":\"function\",\"name\":")
            writer.write(string: tool.name)
            writer.write(raw: ",\"description\":")
            writer.write(string: tool.toldDescription)
            // Strict, which is this wire's default, allows no optional members.
            writer.write(raw: ",\"strict\":false,\"parameters\":")
            writer.write(tool.parameters.json)
            writer.write(raw: "}")
        }
        writer.write(raw: "]")
    }

    private func writeInput(to writer: inout JSONWriter) {
        var ids = SentCallIDs(CallIDRule(lengths: 1...64))
        var isFirst = true
        writer.write(raw: ",\"input\":[")
        for item in self.request.messages.flatMap(self.items(of:)) {
            if !isFirst { writer.write(raw: ",") }
            isFirst = false
            self.write(item, ids: &ids, to: &writer)
        }
        writer.write(raw: "]")
    }

    private enum Item {
        case user(String)
        case part(StepParts.Sent)
        case result(String, of: ToolCall)
    }

    private func items(of message: TranscriptRendering.Message) -> [Item] {
        switch message {
        case .user(let text):
            [.user(text)]
        case .assistant(let text, let calls, let extra):
            StepParts.sent(
                text,
                calls,
                extra: self.isSealed ? extra : nil,
                over: OpenAIResponsesModel.wire,
                to: self.endpoint.model
            ).map { .part($0) }
        case .tool(let text, let call, _):
            [.result(text, of: call)]
        }
    }

    private func write(_ item: Item, ids: inout SentCallIDs, to writer: inout JSONWriter) {
        switch item {
        case .user(let text):
            writer.write(raw: "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":")
            writer.write(string: text)
            writer.write(raw: "}]}")
        case .part(.kept(let item)):
            writer.write(item)
        case .part(.text(let text, let labels)):
            writer.write(raw: "{\"type\":\"message\",\"role\":\"assistant\"")
            writer.write(moreMembers: labels)
            writer.write(raw: ",\"content\":[{\"type\":\"output_text\",\"text\":")
            writer.write(string: text)
            writer.write(raw: "}]}")
        case .part(.call(let call)):
            writer.write(raw: "{\"type\":\"function_call\",\"call_id\":")
            writer.write(string: ids.id(of: call))
            writer.write(raw: ",\"name\":")
            writer.write(string: call.sentName)
            writer.write(raw: ",\"arguments\":")
            writer.write(string: call.sentArguments)
            writer.write(raw: "}")
        case .result(let text, let call):
            writer.write(raw: "{\"type\":\"function_call_output\",\"call_id\":")
            writer.write(string: ids.id(of: call))
            writer.write(raw: ",\"output\":")
            writer.write(string: text)
            writer.write(raw: "}")
        }
    }
}
