/// One step as the events of its response tell it. Proof that it is finished is a terminal event alone: `response.completed`
/// or `response.incomplete`. `[DONE]`, which some proxies add, ends the stream and proves nothing.
struct ResponsesStep: WireStep {
    private var words: StepText
    private var output = ResponsesOutput()
    /// The content whose text is being streamed.
    private var streamed: (position: Int, content: Int, id: String?)?
    private var finishReason: FinishReason?
    private var isDone = false
    private var model: String?
    private(set) var usage: TokenUsage?
    private(set) var failure: ModelError?

    init(into sink: any DeltaSink) {
        self.words = StepText(into: sink)
    }

    var isOver: Bool { self.isDone || self.isFinished || self.failure != nil }

    var isFinished: Bool { self.failure == nil && self.finishReason != nil }

    var text: String { self.words.all }

    mutating func fail(_ reason: ModelError.Reason, _ detail: String) {
        self.fail(with: ModelError(reason, detail: detail))
    }

    mutating func receive(_ data: Span<UInt8>, named name: Span<UInt8>) {
        guard !self.isOver else { return }
        data.withUnsafeBufferPointer { bytes in
            if bytes.isBlank { return }
            if bytes.isDoneMark { return self.isDone = true }
            name.withUnsafeBufferPointer { name in
                if name.elementsEqual("error".utf8) { return self.fail(bytes.providerError) }
                var scanner = JSONScanner(bytes)
                do throws(JSONError) {
                    let event = try ResponsesEvent(&scanner, name: name)
                    try scanner.end()
                    // A proxy's error has no type.
                    if event.isError { return self.fail(bytes.providerError) }
                    try self.take(event)
                } catch {
                    self.fail(.protocolViolation, "An event of the stream cannot be read. \(error)")
                }
            }
        }
    }

    /// A response that is not streamed is what the last event would have held.
    mutating func receive(document: Span<UInt8>) {
        document.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            do throws(JSONError) {
                let response = try scanner.value()
                try scanner.end()
                self.end(response, as: "failed")
            } catch {
                self.fail(.protocolViolation, "The response cannot be read. \(error)")
            }
        }
    }

    mutating func result(as name: String) -> Result<ModelResponse, ModelError> {
        if !self.isFinished { self.fail(.truncated, "The stream ended without response.completed.") }
        if let failure { return .failure(failure) }
        self.words.finish()
        let isComplete = self.finishReason == .stop
        let (calls, parts) = self.output.result(pieces: self.words.pieces, isCutShort: !isComplete)
        return .success(
            ModelResponse(
                text: self.text,
                calls: calls,
                finishReason: isComplete && !calls.isEmpty ? .toolCalls : self.finishReason ?? .unknown,
                usage: self.usage,
                model: self.model ?? name,
                timeToFirstToken: self.words.timeToFirstToken,
                extra: parts.extra(of: OpenAIResponsesModel.wire, model: name)
            )
        )
    }

    // MARK: Events

    private mutating func take(_ event: ResponsesEvent) throws(JSONError) {
        switch event.type {
        case "response.output_text.delta", "response.refusal.delta":
            guard let delta = event.delta, !delta.isEmpty else { return }
            self.open(event)
            self.words.append(delta)
        case "response.output_text.done", "response.refusal.done":
            guard let whole = event.whole else { return }
            self.complete(self.position(.message, event), event.contentIndex ?? 0, with: whole.text)
        case "response.function_call_arguments.delta":
            self.words.noteToken()
            self.output.append(arguments: event.delta?.text ?? "", to: self.position(.call, event))
        case "response.function_call_arguments.done":
            self.output.finish(arguments: event.whole?.text ?? "", of: self.position(.call, event))
        case "response.output_item.added":
            guard var item = event.item else { return }
            self.output.begin(try item.value(), index: event.outputIndex)
        case "response.output_item.done":
            guard var item = event.item else { return }
            self.finish(try item.value(), index: event.outputIndex)
        case "response.completed": self.end(try event.responseValue(), as: "completed")
        case "response.incomplete": self.end(try event.responseValue(), as: "incomplete")
        case "response.failed": self.end(try event.responseValue(), as: "failed")
        default: break
        }
    }

    /// The response in its last state, which has all items whole.
    private mutating func end(_ response: JSONValue, as status: String) {
        self.model = response["model"]?.string ?? self.model
        self.usage = response["usage"].flatMap(TokenUsage.init(responses:)) ?? self.usage
        let status = response["status"]?.string ?? status
        switch status {
        case "completed", "incomplete":
            for (index, item) in (response["output"]?.array ?? []).enumerated() { self.finish(item, index: index) }
            self.finishReason = status == "completed" ? .stop : FinishReason(incomplete: response)
        default:
            let error = response["error"].flatMap { $0 == .null ? nil : $0 }
            // A response that ended so says so in its status alone.
            self.fail(error ?? ["code": .string(status)])
        }
    }

    private mutating func finish(_ item: JSONValue, index: Int?) {
        let position = self.output.finish(item, index: index)
        switch self.output.items[position].kind {
        case .message:
            for (content, part) in (item["content"]?.array ?? []).enumerated() {
                guard let text = part["text"]?.string ?? part["refusal"]?.string else { continue }
                self.complete(position, content, with: text)
            }
        case .call: self.words.noteToken()
        case .other: break
        }
    }

    private mutating func fail(_ error: JSONValue) {
        self.fail(with: ModelError(providerError: error, status: nil, retryAfter: nil))
    }

    private mutating func fail(with error: ModelError) {
        guard self.failure == nil else { return }
        var failure = error
        failure.partialText = self.text
        failure.usage = self.usage
        self.failure = failure
    }

    // MARK: Text

    private mutating func position(_ kind: ResponsesOutput.Kind, _ event: ResponsesEvent) -> Int {
        self.output.position(of: kind, id: event.itemID?.text, index: event.outputIndex)
    }

    /// Makes sure that the text of the event goes to the content it belongs to.
    private mutating func open(_ event: ResponsesEvent) {
        let content = event.contentIndex ?? 0
        if let streamed, streamed.content == content, event.isOf(item: streamed.id) { return }
        self.open(content, of: self.position(.message, event), id: event.itemID?.text)
    }

    private mutating func open(_ content: Int, of position: Int, id: String?) {
        defer { self.streamed = (position, content, id) }
        if let streamed, streamed.position == position, streamed.content == content { return }
        let isOtherMessage = self.streamed.map { $0.position != position } ?? false
        self.output.add(piece: self.words.beginPiece(setOff: isOtherMessage), of: content, to: position)
    }

    /// Adds what the stream left out of a text that is now told whole.
    private mutating func complete(_ position: Int, _ content: Int, with text: String) {
        let shown = self.output.items[position].pieces.filter { $0.content == content }
            .flatMap { self.words.bytes(of: $0.piece) }
        let bytes = Array(text.utf8)
        guard shown.count < bytes.count, bytes.starts(with: shown) else { return }
        self.open(content, of: position, id: nil)
        self.words.append(Array(bytes[shown.count...]).span)
    }
}
