import AgentRuntime

/// Makes the calls of each turn one after the other, then repeats what the last one told. It goes by the conversation alone,
/// so that it can take one up that another process has begun.
struct ProbeModel: LanguageModel {
    let name = "probe"
    /// The calls of each turn.
    let script: [[ToolCall]]

    func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        let turns = request.transcript.turns
        let calls = turns.count <= self.script.count ? self.script[turns.count - 1] : []
        let answered = turns.last?.steps.flatMap(\.calls) ?? []
        if answered.count < calls.count {
            return ModelResponse(
                text: "",
                calls: [calls[answered.count]],
                finishReason: .toolCalls,
                model: self.name
            )
        }
        let text = answered.last?.result.text ?? "Niente."
        sink.text(Array(text.utf8).span)
        return ModelResponse(text: text, model: self.name)
    }
}
