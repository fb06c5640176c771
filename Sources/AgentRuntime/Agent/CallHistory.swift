/// What the calls of a turn have brought so far: tells when a model goes round in circles, calls what it cannot call, or
/// makes a write again that it has made.
struct CallHistory {
    /// A call, whatever its id; equal arguments are equal however they are written.
    private struct Call: Hashable {
        let tool: String
        let arguments: String

        init(_ call: ToolCall) {
            self.tool = call.name
            let written = call.arguments.isBlank ? "{}" : call.arguments
            self.arguments = (try? JSONValue(parsing: written).description) ?? written
        }
    }

    /// What a call was told.
    private struct Finding: Hashable {
        let call: Call
        let outcome: ToolOutcome
        let content: JSONValue
    }

    /// What became of a write when it was last made.
    private enum Write {
        /// It failed when so many findings had been made.
        case failed(findings: Int, isTold: Bool)
        /// It took effect, or may have.
        case done(times: Int, isTold: Bool)
    }

    private var findings: Set<Finding> = []
    private var writes: [Call: Write] = [:]
    /// Steps in a row that made calls and learned nothing new.
    private(set) var idleSteps = 0
    /// Calls of unknown tools or with arguments that do not fit.
    private(set) var invalidCalls = 0
    /// Steps that made such calls.
    private(set) var invalidSteps = 0

    /// Takes in a step whose calls have their results.
    /// - Parameter effect: what a tool does to the world; `nil` for one that does not exist.
    /// - Returns: the calls that told what they had told before, if the step learned nothing new.
    mutating func take(
        _ calls: [(call: ToolCall, outcome: ToolOutcome, result: ToolResult)],
        effect: (String) -> ToolDefinition.Effect?
    ) -> Set<CallID> {
        var repeats: Set<CallID> = []
        var isIdle = false
        var isNew = false
        var invalid = 0
        for (call, outcome, result) in calls {
            switch outcome {
            case .invalidArguments, .unknownTool: invalid += 1
            case .cancelled, .awaitingApproval, .notApproved: break
            case .repeated: isIdle = true
            case .succeeded, .failed, .timedOut, .interrupted:
                let finding = Finding(call: Call(call), outcome: outcome, content: result.content)
                // A write that succeeds has changed the world, whatever it says.
                let isWritten = outcome == .succeeded && effect(call.name) == .write
                if self.findings.insert(finding).inserted || isWritten {
                    isNew = true
                } else {
                    isIdle = true
                    repeats.insert(call.id)
                }
            }
        }
        for (call, outcome, _) in calls where effect(call.name) == .write { self.note(outcome, of: Call(call)) }
        self.invalidCalls += invalid
        self.invalidSteps += invalid > 0 ? 1 : 0
        if isNew { self.idleSteps = 0 } else if isIdle { self.idleSteps += 1 }
        return isNew ? [] : repeats
    }

    /// The writes among `calls` that are not to be run, because the turn has made them and the model must first be told.
    ///
    /// A write that took effect, or may have, runs again only if the model makes it once more after it was told, and at
    /// most twice in a turn. One that failed runs again at once if something was learned since.
    func repeatedWrites(in calls: [ToolCall], effect: (String) -> ToolDefinition.Effect?) -> Set<CallID> {
        var repeated: Set<CallID> = []
        var planned: Set<Call> = []
        for call in calls where effect(call.name) == .write {
            let write = Call(call)
            if !planned.insert(write).inserted || self.mustBeTold(of: write) { repeated.insert(call.id) }
        }
        return repeated
    }

    private func mustBeTold(of write: Call) -> Bool {
        switch self.writes[write] {
        case .done(let times, let isTold)?: !isTold || times > 1
        case .failed(let findings, let isTold)?: !isTold && findings == self.findings.count
        case nil: false
        }
    }

    private mutating func note(_ outcome: ToolOutcome, of write: Call) {
        switch (outcome, self.writes[write]) {
        case (.invalidArguments, _), (.unknownTool, _), (.awaitingApproval, _), (.notApproved, _): break
        case (.repeated, .done(let times, _)?): self.writes[write] = .done(times: times, isTold: true)
        case (.repeated, .failed(let findings, _)?): self.writes[write] = .failed(findings: findings, isTold: true)
        case (.repeated, nil): break
        case (.failed, _): self.writes[write] = .failed(findings: self.findings.count, isTold: false)
        case (_, .done(let times, _)?): self.writes[write] = .done(times: times + 1, isTold: false)
        case (_, _): self.writes[write] = .done(times: 1, isTold: false)
        }
    }
}

extension ToolResult {
    /// The result with a word to a model that made a call for nothing.
    var askingForNoMore: ToolResult {
        let note =
            "This call told what it had told before. Do not make it again: answer with what you know, or say what is missing."
        return ToolResult(self.content, instruction: self.instruction.map { "\($0)\n\(note)" } ?? note)
    }

    /// What a write that is not run again answers.
    static func repeated(_ call: ToolCall) -> ToolResult {
        ToolResult(
            "\(call.name) was called with these arguments before in this turn; its result stands above. It did not run again.",
            instruction: "Only if it must really be done once more, make the call again."
        )
    }
}
