/// Shows a session's clients what its turn does.
struct SessionObserver: TurnObserver {
    let frames: FrameLog
    let turn: TurnNumber

    func stepBegan() { self.frames.beginStep(of: self.turn) }
    func text(_ bytes: Span<UInt8>) { self.frames.text(bytes, of: self.turn) }
    func reset() { self.frames.resetStep(of: self.turn) }
    func together(_ body: () -> Void) { self.frames.together(body) }
    func called(_ call: ToolCall, as displayName: String) { self.frames.called(call, as: displayName, of: self.turn) }
    func handedOff(_ handoff: Handoff, by call: ToolCall) { self.frames.handedOff(handoff, by: call, of: self.turn) }
    func approvalRequired(_ approval: SessionEvent.ApprovalRequested, as displayName: String) {
        self.frames.approvalRequired(approval, as: displayName, of: self.turn)
    }
}

extension SessionEvent.Fact {
    /// The fact with the number of the turn's last frame, where it is the one that ends the turn.
    func ending(at frames: FrameLog) -> Self {
        guard case .turnCompleted(var completed) = self else { return self }
        completed.frames = frames.positionAtEnd
        return .turnCompleted(completed)
    }
}
