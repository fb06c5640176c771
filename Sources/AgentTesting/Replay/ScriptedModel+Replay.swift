public import AgentRuntime

extension ScriptedModel {
    /// A model that says again what the model of a recording said, step by step. A turn that was stopped, or that the
    /// model failed, fails again with the recorded code.
    public convenience init(replaying recording: SessionRecording) {
        self.init(recording.events.compactMap { ScriptedStep(replaying: $0.fact) }, name: "replay")
    }
}

extension ScriptedStep {
    /// The step that leads to `fact`; `nil` if none does, or an earlier one.
    init?(replaying fact: SessionEvent.Fact) {
        switch fact {
        case .modelResponded(let response):
            var step = ScriptedStep.says(response.text)
            for call in response.calls { step = step.makes(call) }
            self = step.finishing(response.finishReason).using(response.usage).keeping(response.extra)
        case .turnFailed(let failed) where !Self.codesOfTheLoop.contains(failed.code):
            self = .says(failed.partialText).fails(AgentError(failed.code, detail: failed.detail))
        case .turnCancelled(let cancelled):
            self = .says(cancelled.partialText).fails(AgentError(.cancelled, detail: "The answer was stopped."))
        default:
            return nil
        }
    }

    /// With these the loop ends a turn by itself, after the steps on record.
    private static let codesOfTheLoop: Set<AgentError.Code> = [
        .stepCapReached, .emptyResponse, .contentFiltered, .stuck, .tooManyInvalidCalls,
    ]

    private func makes(_ call: ToolCall) -> Self {
        var call = call
        call.id = ""
        return self.calls([call])
    }
}
