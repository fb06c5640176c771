import AgentRuntime
import AgentTesting

extension ModelRequest {
    /// What a model is asked after these facts, turn by turn.
    static func conversation(
        _ turns: [[SessionEvent.Fact]] = [[.userMessage(.init(text: "Ciao"))]],
        tools: [ToolDefinition] = []
    ) -> ModelRequest {
        var session = StoredSession()
        for (index, facts) in turns.enumerated() { session.add(facts, turn: index + 1) }
        return ModelRequest(
            system: "Sei un assistente.",
            transcript: Transcript(folding: session.events),
            rendering: TranscriptRendering(region: .testing),
            tools: tools,
            deadline: Deadline(after: .seconds(120))
        )
    }
}

extension SessionEvent.Fact {
    static func said(_ text: String, calls: [ToolCall] = [], extra: JSONValue? = nil) -> Self {
        .modelResponded(
            .init(text: text, calls: calls, model: "m", milliseconds: 0, promptDigest: "", extra: extra)
        )
    }

    static func returned(_ call: CallID, _ text: String, _ outcome: ToolOutcome = .succeeded) -> Self {
        .toolReturned(.init(call: call, outcome: outcome, result: ToolResult(text), milliseconds: 0))
    }
}

extension ToolDefinition {
    static let search = ToolDefinition(
        name: "search",
        description: "Cerca",
        parameters: .object(["q": .string("Che cosa")]),
        effect: .read
    )
}
