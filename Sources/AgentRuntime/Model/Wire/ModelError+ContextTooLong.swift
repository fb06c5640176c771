extension ModelError {
    /// Whether a provider says that a request is longer than its model's context. Few say it with a code.
    static func tellsOfLength(_ message: String, _ words: [String], status: Int?) -> Bool {
        if !Self.codes.isDisjoint(with: words) { return true }
        // Too many tokens a minute are told in like words, and are another matter.
        guard status != 429, status != 401, status != 403 else { return false }
        let message = message.lowercased()
        return Self.phrases.contains { message.contains($0) }
    }

    private static let codes: Set = ["context_length_exceeded", "exceed_context_size_error"]

    private static let phrases = [
        "maximum context length",  // OpenAI, vLLM, OpenRouter
        "exceeds the context window",  // OpenAI's responses
        "exceeds the available context size",  // llama.cpp
        "prompt is too long",  // Anthropic
        "maximum number of tokens",  // Google
        "maximum prompt length",  // xAI
        "reduce the length of the messages",  // Groq
        "input is too long",  // Bedrock
        "context length exceeded",
    ]
}
