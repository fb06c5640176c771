/// One step as its chunks tell it, and the proof that it is finished: a finish reason or `[DONE]`.
struct ChatCompletionStep: WireStep {
    private let sink: any DeltaSink
    private let began = ContinuousClock.now
    private var firstToken: ContinuousClock.Instant?
    private var shown: [UInt8] = []
    private var mender = UTF8Mender()
    /// Where a string's escapes are resolved; kept from chunk to chunk.
    private var scratch: [UInt8] = []
    private var calls = ToolCallAssembler()
    private var finishReason: FinishReason?
    private var isDone = false
    private var model: String?
    private(set) var usage: TokenUsage?
    private(set) var failure: ModelError?

    init(into sink: any DeltaSink) {
        self.sink = sink
    }

    var isOver: Bool { self.isDone || self.failure != nil }

    var isFinished: Bool { self.failure == nil && (self.isDone || self.finishReason != nil) }

    var text: String { String(decoding: self.shown, as: UTF8.self) }

    mutating func fail(_ reason: ModelError.Reason, _ detail: String) {
        guard self.failure == nil else { return }
        self.failure = ModelError(reason, detail: detail, partialText: self.text, usage: self.usage)
    }

    /// This wire's events have no names, and an answer that is not streamed is one chunk.
    mutating func receive(document: Span<UInt8>) {
        let unnamed: [UInt8] = []
        self.receive(document, named: unnamed.span)
    }

    mutating func receive(_ data: Span<UInt8>, named name: Span<UInt8>) {
        guard !self.isOver else { return }
        data.withUnsafeBufferPointer { bytes in
            if bytes.elementsEqual("[DONE]".utf8) { return self.isDone = true }
            var scanner = JSONScanner(bytes)
            do throws(JSONError) {
                try self.readChunk(&scanner)
                try scanner.end()
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
        self.mend { $0.finish($1) }
        let calls = self.calls.calls
        return .success(
            ModelResponse(
                text: self.text,
                calls: calls,
                finishReason: self.finishReason ?? (calls.isEmpty ? .unknown : .toolCalls),
                usage: self.usage,
                model: self.model ?? name,
                timeToFirstToken: self.firstToken.map { $0 - self.began }
            )
        )
    }

    // MARK: Chunks

    private mutating func readChunk(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "choices": try self.readChoices(&scanner)
            case "model": try self.readModel(&scanner)
            case "usage":
                if let usage = TokenUsage(chatCompletion: try scanner.value()) { self.usage = usage }
            case "error":
                let error = try scanner.value()
                if error != .null { self.failure = self.failure ?? self.providerError(error) }
            default: try scanner.skip()
            }
        }
    }

    private mutating func readModel(_ scanner: inout JSONScanner) throws(JSONError) {
        guard self.model == nil, scanner.peek() == UInt8(ascii: "\"") else { return try scanner.skip() }
        let name = try scanner.string()
        if !name.isEmpty { self.model = name.text }
    }

    private mutating func readChoices(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == UInt8(ascii: "[") else { return try scanner.skip() }
        try scanner.beginArray()
        var first = true
        var isFirstChoice = true
        while try scanner.nextElement(first: &first) {
            isFirstChoice ? try self.readChoice(&scanner) : try scanner.skip()
            isFirstChoice = false
        }
    }

    private mutating func readChoice(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "delta", "message": try self.readDelta(&scanner)
            case "finish_reason":
                guard scanner.peek() == UInt8(ascii: "\"") else { try scanner.skip(); continue }
                let reason = try scanner.string()
                switch reason {
                case "": break
                case "error": self.fail(.unavailable, "The provider ended the stream with finish reason \"error\".")
                default: self.finishReason = FinishReason(rawValue: reason.text)
                }
            default: try scanner.skip()
            }
        }
    }

    private mutating func readDelta(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "content", "refusal":
                guard scanner.peek() == UInt8(ascii: "\"") else { try scanner.skip(); continue }
                self.take(try scanner.string())
            case "tool_calls": self.take(try scanner.value().array?.map(ToolCallDelta.init(chatCompletion:)) ?? [])
            case "function_call":
                let call = try scanner.value()
                if call.object != nil { self.take([ToolCallDelta(chatCompletion: ["function": call])]) }
            default: try scanner.skip()
            }
        }
    }

    // MARK: Text and calls

    private mutating func take(_ text: JSONString) {
        guard !text.isEmpty else { return }
        self.noteToken()
        if text.isEscaped {
            self.scratch.removeAll(keepingCapacity: true)
            text.unescape(into: &self.scratch)
            let bytes = self.scratch
            self.mend { $0.mend(bytes.span, $1) }
        } else {
            self.mend { $0.mend(text.raw.span, $1) }
        }
    }

    private mutating func mend(_ body: (inout UTF8Mender, (Span<UInt8>) -> Void) -> Void) {
        var mender = self.mender
        body(&mender) { self.hand(on: $0) }
        self.mender = mender
    }

    private mutating func take(_ deltas: [ToolCallDelta]) {
        guard !deltas.isEmpty else { return }
        self.noteToken()
        self.calls.apply(deltas)
    }

    private mutating func hand(on bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { self.shown.append(contentsOf: $0) }
        self.sink.text(bytes)
    }

    private mutating func noteToken() {
        if self.firstToken == nil { self.firstToken = .now }
    }

    private func providerError(_ error: JSONValue) -> ModelError {
        var failure = ModelError(providerError: error, status: nil, retryAfter: nil)
        failure.partialText = self.text
        failure.usage = self.usage
        return failure
    }
}
