/// One step as its chunks tell it, and the proof that it is finished: a finish reason or `[DONE]`.
///
/// Chunks are read the same way whoever sends them. What they say beside text, calls, usage, the model and how it ended is
/// dropped, but for the unknown members of a call and those members of the message that the provider wants back with its
/// calls, such as the model's reasoning.
struct ChatCompletionStep: WireStep {
    /// The wire's name in ``ModelResponse/extra``.
    static let wire = "openai-chat"

    var shown: StepText
    var kept: KeptMembers
    var calls = ToolCallAssembler()
    var finishReason: FinishReason?
    var model: String?
    /// Whether deltas have said anything, so that a message that sums them up says nothing new.
    var hasDeltas = false
    /// Whether the finish reason was an error. What the error was may stand elsewhere in the chunk.
    var hasFailed = false
    private(set) var usage: TokenUsage?
    private var isDone = false
    /// What is wrong, without what had come by then.
    private var problem: ModelError?

    /// - Parameter members: the members of the message that go back with its calls.
    init(into sink: any DeltaSink, keeping members: Set<String>) {
        self.shown = StepText(into: sink)
        self.kept = KeptMembers(members)
    }

    var isOver: Bool { self.isDone || self.hasFailed || self.problem != nil }

    var isFinished: Bool { self.problem == nil && !self.hasFailed && (self.isDone || self.finishReason != nil) }

    var text: String { self.shown.all }

    var failure: ModelError? {
        guard self.problem != nil || self.hasFailed else { return nil }
        let unexplained = "The provider ended the stream with finish reason \"error\"."
        var failure = self.problem ?? ModelError(.unavailable, detail: unexplained)
        failure.partialText = self.text
        failure.usage = self.usage
        return failure
    }

    mutating func fail(_ reason: ModelError.Reason, _ detail: String) {
        guard self.problem == nil, !self.hasFailed else { return }
        self.problem = ModelError(reason, detail: detail)
    }

    /// Notes an error in the provider's words; there is none where they are `null` or empty.
    mutating func fail(_ words: JSONValue) {
        guard self.problem == nil, words != .null, words != false, words != "" else { return }
        self.problem = ModelError(providerError: words, status: nil, retryAfter: nil)
    }

    /// Notes a count: the last one is right, but for one of nothing after one of something.
    mutating func note(_ usage: TokenUsage?) {
        guard let usage, self.usage == nil || !usage.isZero else { return }
        self.usage = usage
    }

    /// An answer that is not streamed is one chunk.
    mutating func receive(document: Span<UInt8>) {
        let unnamed: [UInt8] = []
        self.receive(document, named: unnamed.span)
    }

    mutating func receive(_ data: Span<UInt8>, named name: Span<UInt8>) {
        guard !self.isOver else { return }
        let isError = name.withUnsafeBufferPointer { $0.elementsEqual("error".utf8) }
        data.withUnsafeBufferPointer { bytes in
            if bytes.isBlank { return }
            if bytes.isDoneMark { return self.isDone = true }
            if isError { return self.fail(bytes.providerError) }
            do throws(JSONError) {
                try self.readChunk(bytes)
            } catch {
                self.fail(.protocolViolation, "A chunk of the stream cannot be read. \(error)")
            }
        }
    }

    mutating func result(as name: String) -> Result<ModelResponse, ModelError> {
        if !self.isFinished {
            self.fail(.truncated, "The stream ended without a finish reason and without [DONE].")
        }
        if let failure { return .failure(failure) }
        self.shown.finish()
        let isCutShort = self.finishReason == .length || self.finishReason == .contentFilter
        let calls = self.calls.calls(isCutShort: isCutShort)
        return .success(
            ModelResponse(
                text: self.text,
                calls: calls,
                finishReason: self.finishReason ?? (calls.isEmpty ? .unknown : .toolCalls),
                usage: self.usage,
                model: self.model ?? name,
                timeToFirstToken: self.shown.timeToFirstToken,
                extra: calls.isEmpty ? nil : self.extra(to: name)
            )
        )
    }

    /// What goes back with the calls to the model that was asked.
    private func extra(to model: String) -> JSONValue? {
        let members = self.kept.members
        if members.isEmpty { return nil }
        return ["wire": .string(Self.wire), "model": .string(model), "message": .object(members)]
    }
}
