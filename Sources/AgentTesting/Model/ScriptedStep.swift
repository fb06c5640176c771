public import AgentRuntime

/// One answer of a ``ScriptedModel``: what it does, in order.
public struct ScriptedStep: Sendable {
    enum Action: Sendable {
        case text([String])
        case call(ToolCall)
        case wait(Gate)
        case reset
        case fail(any Error)
    }

    private var actions: [Action]
    private var finishReason: FinishReason?
    private var usage: TokenUsage?
    private var extra: JSONValue?

    private init(_ actions: [Action]) {
        self.actions = actions
    }

    // MARK: Beginning a step

    /// Says `text`, a word at a time.
    public static func says(_ text: String) -> Self { Self([.text(Self.words(of: text))]) }

    /// Says `pieces`, each as one delta.
    public static func streams(_ pieces: [String]) -> Self { Self([.text(pieces)]) }

    /// Calls a tool.
    public static func calls(_ tool: String, _ arguments: JSONValue = .object([:])) -> Self {
        Self([.call(ToolCall(name: tool, arguments: arguments))])
    }

    /// Calls a tool with arguments as text, well formed or not.
    public static func calls(_ tool: String, text arguments: String) -> Self {
        Self([.call(ToolCall(name: tool, arguments: arguments))])
    }

    /// Makes these calls, such as ones that carry a provider's id.
    public static func calls(_ calls: [ToolCall]) -> Self { Self(calls.map { .call($0) }) }

    /// Ends without text and without calls.
    public static var saysNothing: Self { Self([]) }

    /// Fails. A ``ModelError`` without partial text is given what was streamed before.
    public static func fails(_ error: any Error) -> Self { Self([.fail(error)]) }

    /// Fails for `reason`.
    public static func fails(_ reason: ModelError.Reason) -> Self {
        .fails(ModelError(reason, detail: "The script says so."))
    }

    /// Stops at `gate` until it opens.
    public static func waits(for gate: Gate) -> Self { Self([.wait(gate)]) }

    // MARK: Going on with it

    /// After that, says `text`, a word at a time.
    public func says(_ text: String) -> Self { self.then(.says(text)) }

    /// After that, calls a tool.
    public func calls(_ tool: String, _ arguments: JSONValue = .object([:])) -> Self {
        self.then(.calls(tool, arguments))
    }

    /// After that, calls a tool with arguments as text, well formed or not.
    public func calls(_ tool: String, text arguments: String) -> Self { self.then(.calls(tool, text: arguments)) }

    /// After that, makes these calls, such as ones that carry a provider's id.
    public func calls(_ calls: [ToolCall]) -> Self { self.then(.calls(calls)) }

    /// After that, fails.
    public func fails(_ error: any Error) -> Self { self.then(.fails(error)) }

    /// After that, fails for `reason`.
    public func fails(_ reason: ModelError.Reason) -> Self { self.then(.fails(reason)) }

    /// After that, stops at `gate` until it opens.
    public func waits(for gate: Gate) -> Self { self.then(.waits(for: gate)) }

    /// After that, withdraws what it has said in this step.
    public func startsOver() -> Self { self.then(Self([.reset])) }

    /// The step, ending for `reason` instead of what follows from what it did.
    public func finishing(_ reason: FinishReason) -> Self {
        var step = self
        step.finishReason = reason
        return step
    }

    /// The step, with these tokens counted. Without, none are told.
    public func using(_ usage: TokenUsage?) -> Self {
        var step = self
        step.usage = usage
        return step
    }

    /// The step, with this to be given back to the provider. Without, there is nothing.
    public func keeping(_ extra: JSONValue?) -> Self {
        var step = self
        step.extra = extra
        return step
    }

    private func then(_ next: Self) -> Self {
        var step = self
        step.actions += next.actions
        return step
    }

    // MARK: Playing

    func play(into sink: any DeltaSink, model: String) async throws -> ModelResponse {
        var text = ""
        var calls: [ToolCall] = []
        for action in self.actions {
            try Task.checkCancellation()
            switch action {
            case .text(let pieces):
                for piece in pieces {
                    sink.text(Array(piece.utf8).span)
                    text += piece
                }
            case .call(let call): calls.append(call)
            case .wait(let gate): try await gate.pass()
            case .reset:
                sink.reset()
                text = ""
                calls = []
            case .fail(var error as ModelError) where error.partialText.isEmpty:
                error.partialText = text
                throw error
            case .fail(let error): throw error
            }
        }
        try Task.checkCancellation()
        return ModelResponse(
            text: text,
            calls: calls,
            finishReason: self.finishReason ?? (calls.isEmpty ? .stop : .toolCalls),
            usage: self.usage,
            model: model,
            extra: self.extra
        )
    }

    /// The words of `text`, each with the white space before it.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        for character in text {
            if let last = words.last?.last, !character.isWhitespace || last.isWhitespace {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
        }
        return words
    }
}
