extension Transcript.Step {
    /// What goes back to the provider with a call of this step that the runtime issues again: the model's reasoning in words,
    /// which some demand with each call. What has an id or a seal stays with the step it came with.
    var reissuedExtra: JSONValue? {
        guard let extra = self.extra, extra["wire"]?.string == ChatCompletionStep.wire,
            case .string(let reasoning)? = extra["message"]?[Self.reasoning]
        else { return nil }
        return [
            "wire": .string(ChatCompletionStep.wire), "model": extra["model"] ?? .null,
            "message": [Self.reasoning: .string(reasoning)],
        ]
    }

    private static let reasoning = "reasoning_content"
}
