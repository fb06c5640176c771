extension Agent {
    /// What the user is asked before a call the model made may run; `nil` for one that needs no yes, or that cannot run as it
    /// is written, which its result will tell.
    func approval(for call: ToolCall) -> SessionEvent.ApprovalRequested? {
        guard let tool = self.tools[call.name], tool.definition.needsApproval,
            let arguments = try? tool.definition.arguments(of: call)
        else { return nil }
        let schema = tool.definition.parameters
        let question = (tool.policy.question ?? tool.definition.consentQuestion ?? self.approval.question)
            .text(about: arguments, of: tool.displayName, by: schema)
        return .init(
            call: call.id,
            tool: call.name,
            arguments: arguments,
            question: self.approval.hint.isEmpty ? question : "\(question) \(self.approval.hint)"
        )
    }

    /// Asks the user, in words and for clients that offer buttons.
    func ask(for approval: SessionEvent.ApprovalRequested, into text: TurnText, _ observer: any TurnObserver) {
        observer.approvalRequired(approval, as: self.tools[approval.tool]?.displayName ?? approval.tool)
        text.beginStep()
        let bytes = Array(approval.question.utf8)
        text.text(bytes.span)
    }
}

extension ToolDefinition {
    /// The schema's question for consent to a call, where it has one, with all arguments.
    fileprivate var consentQuestion: ApprovalQuestion? {
        guard let title = self.parameters.json["title"]?.string, title.hasSuffix("?") else { return nil }
        return ApprovalQuestion(verbatim: title, withArguments: true)
    }

    /// The arguments of a call as the schema wants them.
    /// - Throws: ``JSONError``, ``JSONSchema/Violation``.
    func arguments(of call: ToolCall) throws -> JSONValue {
        try self.parameters.validated(JSONValue(parsing: call.arguments.isBlank ? "{}" : call.arguments))
    }
}

extension Turn {
    /// Whether the user has said yes to this very call, and the runtime issued it.
    func approves(_ call: ToolCall) -> Bool {
        self.transcript[self.number]?.steps.contains { step in
            step.isIssued && step.calls.contains { $0.call == call && $0.outcome == nil }
        } ?? false
    }
}

extension ToolResult {
    /// What the model is told of a call that waits for the user's yes.
    static func awaitingApproval(_ call: ToolCall) -> ToolResult {
        ToolResult(
            "Awaiting approval: \(call.name) has not run. The user is being asked, and only their yes makes it run.",
            instruction: "Do not make this call again, and do not say that it is done, before its result is here."
        )
    }

    /// What the model is told of a further call that would have to be asked about.
    static func askedOneAtATime(_ call: ToolCall) -> ToolResult {
        ToolResult(
            "\(call.name) has not run. It needs the user's approval, and the user is being asked about another call.",
            instruction: "Make the call again once that one is answered, if it is still wanted."
        )
    }

    /// What is told of a call that nobody has approved and nobody is asked about.
    static func notApproved(_ call: ToolCall) -> ToolResult {
        ToolResult(
            "\(call.name) has not run. It runs only in a chat, after the user there has said yes to this very call."
        )
    }
}
