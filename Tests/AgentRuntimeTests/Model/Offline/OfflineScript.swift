import AgentRuntime

/// Writes the transcript of a conversation that a model is asked to go on with.
struct OfflineScript {
    /// One message and what was done about it.
    struct Line {
        let message: String
        var call: (tool: String, arguments: JSONValue)?
        var outcome = ToolOutcome.succeeded
        var result: JSONValue = "Fatto."
        /// `nil` while the turn runs.
        var answer: String?

        static func said(_ message: String, answered answer: String? = nil) -> Line {
            Line(message: message, answer: answer)
        }

        static func said(
            _ message: String,
            calling tool: String,
            _ arguments: JSONValue,
            _ outcome: ToolOutcome
        ) -> Line {
            Line(message: message, call: (tool, arguments), outcome: outcome)
        }
    }

    let tools: [ToolDefinition]

    func request(_ lines: [Line]) -> ModelRequest {
        var facts: [(Int, SessionEvent.Fact)] = []
        for (index, line) in lines.enumerated() {
            let turn = index + 1
            facts.append((turn, .userMessage(.init(text: line.message))))
            if let (tool, arguments) = line.call {
                let call = ToolCall(
                    id: CallID(turn: TurnNumber(rawValue: turn), number: 1),
                    name: tool,
                    arguments: arguments
                )
                facts.append((turn, Self.calls(call)))
                facts.append(
                    (
                        turn,
                        .toolReturned(
                            .init(
                                call: call.id,
                                outcome: line.outcome,
                                result: ToolResult(line.result),
                                milliseconds: 1
                            )
                        )
                    )
                )
            }
            if let answer = line.answer { facts.append((turn, .turnCompleted(.init(text: answer)))) }
        }
        return self.request(facts: facts)
    }

    /// - Parameter facts: each with the number of its turn.
    func request(facts: [(turn: Int, fact: SessionEvent.Fact)]) -> ModelRequest {
        let events = facts.enumerated().map { index, entry in
            SessionEvent(
                sequence: EventSequence(rawValue: Int64(index + 1)),
                at: Timestamp("2026-11-23T09:00:00.000Z") ?? .now,
                turn: TurnNumber(rawValue: entry.turn),
                fact: entry.fact
            )
        }
        return ModelRequest(
            system: "",
            transcript: Transcript(folding: events),
            rendering: TranscriptRendering(region: Region(id: RegionID(rawValue: "x"), name: "X")),
            tools: self.tools,
            deadline: Deadline(after: .seconds(60))
        )
    }

    static func calls(_ call: ToolCall) -> SessionEvent.Fact {
        .modelResponded(
            .init(
                text: "",
                calls: [call],
                finishReason: .toolCalls,
                model: "offline",
                milliseconds: 1,
                promptDigest: ""
            )
        )
    }
}
