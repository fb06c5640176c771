extension TokenUsage {
    /// Reads the counts under the names that OpenAI, DeepSeek and Kimi give them.
    /// - Returns: `nil` unless `json` is an object with at least one count.
    init?(chatCompletion json: JSONValue) {
        let input = json["prompt_tokens"]?.tokenCount
        let output = json["completion_tokens"]?.tokenCount
        guard input != nil || output != nil else { return nil }
        let cached =
            json["prompt_tokens_details"]?["cached_tokens"] ?? json["prompt_cache_hit_tokens"] ?? json["cached_tokens"]
        self.init(input: input ?? 0, output: output ?? 0, cachedInput: cached?.tokenCount ?? 0)
    }

    /// Whether it counts nothing, as the usage does that some servers send before they have counted.
    var isZero: Bool { self.input == 0 && self.output == 0 }
}
