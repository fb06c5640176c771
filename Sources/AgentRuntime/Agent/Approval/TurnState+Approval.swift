extension TurnState {
    /// Where a turn stands that is taken up, or whose calls have their results.
    static func phase(of turn: Transcript.Turn?) -> Phase {
        guard let turn, let step = turn.steps.last else { return .asking }
        let open = turn.openCalls
        if !open.isEmpty {
            return step.calls.contains { !$0.isBegun } ? .issuing(open) : .calling(open, resuming: true)
        }
        if let approval = turn.approval, step.calls.contains(where: { $0.outcome == .awaitingApproval }) {
            return .requesting(approval)
        }
        return .asking
    }

    /// Holds those of a step's calls that need the user's yes: the first is asked about, the others are not, so that a yes
    /// means one call. Held calls have their results at once; none of them is begun.
    /// - Returns: the calls that are to run.
    mutating func hold(_ calls: [ToolCall]) -> [ToolCall] {
        var isAsking = false
        return calls.filter { call in
            guard self.history.repeatedWrites(in: [call], effect: self.rules.effect).isEmpty,
                let approval = self.rules.approval(call)
            else { return true }
            if isAsking {
                self.note(.toolReturned(.held(call, .notApproved, .askedOneAtATime(call))))
            } else {
                self.note(.approvalRequested(approval))
                self.note(.toolReturned(.held(call, .awaitingApproval, .awaitingApproval(call))))
            }
            isAsking = true
            return false
        }
    }
}

extension SessionEvent.ToolReturned {
    fileprivate static func held(_ call: ToolCall, _ outcome: ToolOutcome, _ result: ToolResult) -> Self {
        Self(call: call.id, outcome: outcome, result: result, milliseconds: 0)
    }
}
