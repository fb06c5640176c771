/// One step as the events of its message tell it. Proof that it is finished is a stop reason, which comes after all content;
/// `message_stop` alone proves nothing, since proxies make one up for streams that were cut.
struct MessagesStep: WireStep {
    private var words: StepText
    private var content = MessagesContent()
    /// The block whose text is being streamed.
    private var streamed: Int?
    private var stopReason: String?
    private var hasStopped = false
    private var model: String?
    private var counts = MessagesUsage()
    private(set) var failure: ModelError?

    init(into sink: any DeltaSink) {
        self.words = StepText(into: sink)
    }

    var isOver: Bool { self.hasStopped || self.failure != nil }

    var isFinished: Bool { self.failure == nil && self.stopReason != nil }

    var text: String { self.words.all }

    var usage: TokenUsage? { self.counts.total }

    mutating func fail(_ reason: ModelError.Reason, _ detail: String) {
        self.fail(with: ModelError(reason, detail: detail))
    }

    mutating func receive(_ data: Span<UInt8>, named name: Span<UInt8>) {
        guard !self.isOver else { return }
        data.withUnsafeBufferPointer { bytes in
            if bytes.isBlank { return }
            if bytes.isDoneMark { return self.hasStopped = true }
            name.withUnsafeBufferPointer { name in
                if name.elementsEqual("error".utf8) { return self.fail(bytes.providerError) }
                var scanner = JSONScanner(bytes)
                do throws(JSONError) {
                    let event = try MessagesEvent(&scanner, name: name)
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

    /// A message that is not streamed has its blocks whole.
    mutating func receive(document: Span<UInt8>) {
        document.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes)
            do throws(JSONError) {
                let message = try scanner.value()
                try scanner.end()
                if let error = message["error"], error != .null { return self.fail(error) }
                self.begin(message)
                for block in message["content"]?.array ?? [] { self.begin(block, index: nil) }
                self.stopReason = message["stop_reason"]?.string
            } catch {
                self.fail(.protocolViolation, "The response cannot be read. \(error)")
            }
        }
    }

    mutating func result(as name: String) -> Result<ModelResponse, ModelError> {
        if !self.isFinished { self.fail(.truncated, "The stream ended without a stop reason.") }
        if let failure { return .failure(failure) }
        self.words.finish()
        let reason = FinishReason(stopReason: self.stopReason ?? "")
        let (calls, parts) = self.content.result(
            pieces: self.words.pieces,
            isCutShort: reason == .length || reason == .contentFilter
        )
        return .success(
            ModelResponse(
                text: self.text,
                calls: calls,
                finishReason: reason == .stop && !calls.isEmpty ? .toolCalls : reason,
                usage: self.usage,
                model: self.model ?? name,
                timeToFirstToken: self.words.timeToFirstToken,
                extra: parts.extra(of: AnthropicMessagesModel.wire, model: name)
            )
        )
    }

    // MARK: Events

    private mutating func take(_ event: MessagesEvent) throws(JSONError) {
        switch event.type {
        case "content_block_delta": self.take(event.delta, of: event.index)
        case "content_block_start":
            guard var block = event.block else { return }
            self.begin(try block.value(), index: event.index)
        case "message_start":
            guard var message = event.message else { return }
            self.begin(try message.value())
        case "message_delta":
            if var usage = event.usage { self.counts.take(try usage.value()) }
            if let reason = event.delta.stopReason, !reason.isEmpty { self.stopReason = reason.text }
        case "message_stop": self.hasStopped = true
        default: break
        }
    }

    private mutating func begin(_ message: JSONValue) {
        if let model = message["model"]?.string, !model.isEmpty { self.model = model }
        if let usage = message["usage"] { self.counts.take(usage) }
    }

    private mutating func begin(_ block: JSONValue, index: Int?) {
        let position = self.content.begin(block, index: index)
        switch self.content.blocks[position].kind {
        case .text:
            guard let text = block["text"]?.string, !text.isEmpty else { return }
            self.open(position)
            self.words.append(Array(text.utf8).span)
        case .call: self.words.noteToken()
        case .other: break
        }
    }

    private mutating func take(_ delta: MessagesEvent.Delta, of index: Int?) {
        let position = self.content.position(of: index)
        if let text = delta.text {
            // Some servers send text without having begun a block for it.
            let block = position ?? self.content.begin(["type": "text"], index: index)
            guard !text.isEmpty, self.content.blocks[block].kind == .text else { return }
            self.open(block)
            self.words.append(text)
        } else if let position {
            self.content.append(delta, to: position)
        } else if delta.partialJSON != nil {
            self.fail(.protocolViolation, "Arguments came for a call that never began.")
        }
    }

    /// Makes sure that text goes to the block it belongs to. Blocks of text that follow each other are one text, in which
    /// the provider tells apart what has a source; others are paragraphs.
    private mutating func open(_ position: Int) {
        guard self.streamed != position else { return }
        let follows = self.streamed.map { $0 + 1 == position } ?? true
        self.content.add(piece: self.words.beginPiece(setOff: !follows), to: position)
        self.streamed = position
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
}
