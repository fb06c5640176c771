/// What the provider has counted. Its counts grow, and each event may hold some of them.
struct MessagesUsage: Sendable {
    private var input: Int?
    private var output: Int?
    private var cacheRead = 0
    private var cacheWritten = 0

    /// `nil` while nothing was counted. The provider counts what it read from its cache or wrote there apart; here it is
    /// part of the input.
    var total: TokenUsage? {
        guard self.input != nil || self.output != nil else { return nil }
        return TokenUsage(
            input: (self.input ?? 0) + self.cacheRead + self.cacheWritten,
            output: self.output ?? 0,
            cachedInput: self.cacheRead
        )
    }

    mutating func take(_ json: JSONValue) {
        if let count = json["input_tokens"]?.tokenCount { self.input = max(self.input ?? 0, count) }
        if let count = json["output_tokens"]?.tokenCount { self.output = max(self.output ?? 0, count) }
        self.cacheRead = max(self.cacheRead, json["cache_read_input_tokens"]?.tokenCount ?? 0)
        self.cacheWritten = max(self.cacheWritten, json["cache_creation_input_tokens"]?.tokenCount ?? 0)
    }
}

extension FinishReason {
    /// The reason in the words of all wires; those that only this one has are kept.
    init(stopReason: String) {
        switch stopReason {
        case "end_turn", "stop_sequence": self = .stop
        case "tool_use": self = .toolCalls
        case "max_tokens", "model_context_window_exceeded": self = .length
        case "refusal": self = .contentFilter
        case "pause_turn": self = .paused
        default: self = FinishReason(rawValue: stopReason)
        }
    }
}
