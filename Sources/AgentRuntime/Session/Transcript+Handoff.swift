extension Transcript.Turn {
    /// To whom the turn gave the conversation, the last time it did; `nil` if it did not.
    var handoff: Handoff? {
        self.steps.flatMap(\.calls).last { $0.outcome == .succeeded && $0.result.handoff != nil }?.result.handoff
    }
}
