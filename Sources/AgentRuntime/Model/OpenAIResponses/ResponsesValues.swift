extension TokenUsage {
    /// - Returns: `nil` unless `json` is an object with at least one count.
    init?(responses json: JSONValue) {
        let input = json["input_tokens"]?.tokenCount
        let output = json["output_tokens"]?.tokenCount
        guard input != nil || output != nil else { return nil }
        self.init(
            input: input ?? 0,
            output: output ?? 0,
            cachedInput: json["input_tokens_details"]?["cached_tokens"]?.tokenCount ?? 0
        )
    }
}

extension FinishReason {
    /// Why a response ended before it was complete.
    init(incomplete response: JSONValue) {
        switch response["incomplete_details"]?["reason"]?.string {
        case "max_output_tokens"?, nil: self = .length
        case let reason?: self = FinishReason(rawValue: reason)
        }
    }
}
