/// Writes a step's request as JSON: first what stays the same from step to step, so that a provider's prompt cache hits.
struct ChatCompletionRequest {
    private let request: ModelRequest
    private let endpoint: ModelEndpoint
    private let profile: ChatProfile

    init(_ request: ModelRequest, for endpoint: ModelEndpoint, as profile: ChatProfile) {
        self.request = request
        self.endpoint = endpoint
        self.profile = profile
    }

    func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 16 * 1024)
        writer.write(raw: "{\"model\":")
        writer.write(string: self.endpoint.model)
        writer.write(raw: ",\"stream\":true")
        switch self.profile.streamOptions {
        case .none: break
        case .usage: writer.write(raw: ",\"stream_options\":{\"include_usage\":true}")
        case .usageWithoutPadding:
            writer.write(raw: ",\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}")
        }
        if let temperature = self.endpoint.temperature {
            writer.write(raw: ",\"temperature\":")
            writer.write(.number(temperature))
        }
        if let maximum = self.endpoint.maximumTokens {
            writer.write(raw: ",")
            writer.write(string: self.profile.tokenLimit.rawValue)
            writer.write(raw: ":")
            writer.write(integer: maximum)
        }
        writer.write(moreMembers: self.endpoint.parameters)
        self.writeTools(to: &writer)
        self.writeMessages(to: &writer)
        writer.write(raw: "}")
        return writer.bytes
    }

    private func writeTools(to writer: inout JSONWriter) {
        guard !self.request.tools.isEmpty else { return }
        writer.write(raw: ",\"tools\":[")
        for (index, tool) in self.request.tools.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(raw: "{\"type\":\"function\",\"function\":{\"name\":")
            writer.write(string: tool.name)
            writer.write(raw: ",\"description\":")
            writer.write(string: tool.toldDescription)
            writer.write(raw: ",\"parameters\":")
            writer.write(tool.parameters.json)
            writer.write(raw: "}}")
        }
        writer.write(raw: "]")
    }

    private func writeMessages(to writer: inout JSONWriter) {
        var ids = SentCallIDs(self.profile.callIDs)
        writer.write(raw: ",\"messages\":[{\"role\":\"system\",\"content\":")
        writer.write(string: self.request.system)
        writer.write(raw: "}")
        for message in self.profile.roleOrder.arranged(self.request.messages) {
            writer.write(raw: ",")
            switch message {
            case .user(let text):
                writer.write(raw: "{\"role\":\"user\",\"content\":")
                writer.write(string: text)
            case .assistant(let text, let calls, let extra):
                writer.write(raw: "{\"role\":\"assistant\",\"content\":")
                text.isEmpty && !calls.isEmpty ? writer.write(raw: "null") : writer.write(string: text)
                if !calls.isEmpty { self.write(calls, ids: &ids, to: &writer) }
                writer.write(moreMembers: self.kept(in: extra))
            case .tool(let text, let call, _):
                writer.write(raw: "{\"role\":\"tool\",\"tool_call_id\":")
                writer.write(string: ids.id(of: call))
                writer.write(raw: ",\"content\":")
                writer.write(string: text)
            }
            writer.write(raw: "}")
        }
        writer.write(raw: "]")
    }

    /// What goes back with a message, if this model gave it and the profile takes it.
    private func kept(in extra: JSONValue?) -> [String: JSONValue] {
        let isOurs =
            extra?["wire"]?.string == ChatCompletionStep.wire && extra?["model"]?.string == self.endpoint.model
        let members = isOurs ? extra?["message"]?.object ?? [:] : [:]
        return members.filter { self.profile.keptMembers.contains($0.key) }
    }

    private func write(_ calls: [ToolCall], ids: inout SentCallIDs, to writer: inout JSONWriter) {
        writer.write(raw: ",\"tool_calls\":[")
        for (index, call) in calls.enumerated() {
            var extra = self.profile.returnsExtras ? call.extra?.object ?? [:] : [:]
            let functionExtra = extra.removeValue(forKey: "function")?.object ?? [:]
            if index > 0 { writer.write(raw: ",") }
            writer.write(raw: "{\"id\":")
            writer.write(string: ids.id(of: call))
            writer.write(raw: ",\"type\":\"function\",\"function\":{\"name\":")
            writer.write(string: call.sentName)
            writer.write(raw: ",\"arguments\":")
            writer.write(string: call.sentArguments)
            writer.write(moreMembers: functionExtra)
            writer.write(raw: "}")
            writer.write(moreMembers: extra)
            writer.write(raw: "}")
        }
        writer.write(raw: "]")
    }
}
