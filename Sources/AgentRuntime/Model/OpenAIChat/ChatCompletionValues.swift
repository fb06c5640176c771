extension TokenUsage {
    /// - Returns: `nil` unless `json` is an object with at least one count.
    init?(chatCompletion json: JSONValue) {
        let input = json["prompt_tokens"]?.integer
        let output = json["completion_tokens"]?.integer
        guard input != nil || output != nil else { return nil }
        self.init(
            input: input ?? 0,
            output: output ?? 0,
            cachedInput: json["prompt_tokens_details"]?["cached_tokens"]?.integer ?? 0
        )
    }
}

extension ToolCallDelta {
    /// Reads what is there: `null` and empty ids and names count as absent, arguments given as an object are written out.
    init(chatCompletion json: JSONValue) {
        let function = json["function"]
        self.id = (json["id"] ?? function?["id"])?.nonEmptyString
        self.index = json["index"]?.integer
        self.name = function?["name"]?.nonEmptyString
        switch function?["arguments"] {
        case .string(let text)?: self.arguments = text
        case .object(let members)?: self.arguments = JSONValue.object(members).description
        default: self.arguments = nil
        }
        let known: Set = ["id", "index", "type", "function"]
        self.extra = (json.object ?? [:]).filter { !known.contains($0.key) }
    }
}

extension JSONValue {
    fileprivate var nonEmptyString: String? {
        self.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}
