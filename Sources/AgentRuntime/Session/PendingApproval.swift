/// A call that waits for the user's yes.
public struct PendingApproval: Hashable, Sendable {
    public let request: SessionEvent.ApprovalRequested
    /// The turn that asks.
    public let turn: TurnNumber

    /// As clients are shown it.
    public var json: JSONValue {
        [
            "call_id": .string(self.request.call.rawValue), "tool": .string(self.request.tool),
            "arguments": self.request.arguments, "question": .string(self.request.question),
            "turn": .integer(self.turn.rawValue),
        ]
    }

    /// The call that a yes makes the runtime issue.
    func call(as id: CallID) -> ToolCall {
        ToolCall(id: id, name: self.request.tool, arguments: self.request.arguments)
    }
}

extension Transcript {
    /// The call that waits for the answer to a question that the user has been shown.
    var askedApproval: PendingApproval? {
        guard let pending = self.pendingApproval, self[pending.turn]?.ending != nil else { return nil }
        return pending
    }
}
