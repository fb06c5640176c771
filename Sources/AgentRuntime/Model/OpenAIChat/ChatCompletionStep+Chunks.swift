/// Reads chunks, member by member where they stand, so that a piece of text costs no allocation.
extension ChatCompletionStep {
    mutating func readChunk(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        var scanner = JSONScanner(bytes)
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "choices": try self.readChoices(&scanner)
            case "model":
                guard self.model == nil, scanner.peek() == UInt8(ascii: "\"") else { try scanner.skip(); continue }
                let name = try scanner.string()
                if !name.isEmpty { self.model = name.text }
            case "usage": self.note(TokenUsage(chatCompletion: try scanner.value()))
            // Where Groq counts.
            case "x_groq": self.note(try scanner.value()["usage"].flatMap(TokenUsage.init(chatCompletion:)))
            case "error": self.fail(try scanner.value())
            case "object":
                guard scanner.peek() == UInt8(ascii: "\"") else { try scanner.skip(); continue }
                // A chunk that is an error as a whole.
                if case "error" = try scanner.string() { self.fail(bytes.providerError) }
            default: try scanner.skip()
            }
        }
        try scanner.end()
    }

    /// Reads the first choice: only one is ever asked for.
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
        var message: JSONScanner?
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "delta":
                let hasContent = try self.readMessage(&scanner)
                self.hasDeltas = self.hasDeltas || hasContent
            case "message":
                message = scanner
                try scanner.skip()
            case "finish_reason": try self.readFinishReason(&scanner)
            // Where Kimi counts.
            case "usage": self.note(TokenUsage(chatCompletion: try scanner.value()))
            case "error": self.fail(try scanner.value())
            default: try scanner.skip()
            }
        }
        // An answer in one piece, unless it says again what came as deltas.
        if var message, !self.hasDeltas { _ = try self.readMessage(&message) }
    }

    private mutating func readFinishReason(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == UInt8(ascii: "\"") else { return try scanner.skip() }
        let reason = try scanner.string()
        switch reason {
        case "", "null": break
        case "error": self.hasFailed = true
        default: self.finishReason = FinishReason(rawValue: reason.text)
        }
    }

    /// Reads a delta, or a message that has the same members.
    /// - Returns: whether it said anything: text, a call, or what is kept.
    private mutating func readMessage(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
        guard scanner.peek() == UInt8(ascii: "{") else {
            try scanner.skip()
            return false
        }
        try scanner.beginObject()
        var first = true
        var hasContent = false
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "content", "refusal":
                if scanner.peek() == UInt8(ascii: "\"") {
                    let text = try scanner.string()
                    hasContent = hasContent || !text.isEmpty
                    self.shown.append(text)
                } else {
                    let text = try scanner.value().textOfParts
                    hasContent = hasContent || !text.isEmpty
                    self.shown.append(Array(text.utf8).span)
                }
            case "tool_calls":
                let value = try scanner.value()
                hasContent = self.take(value.array ?? [value]) || hasContent
            // How calls looked before there could be several.
            case "function_call":
                hasContent =
                    self.take(try scanner.value().object.map { [["function": .object($0)]] } ?? []) || hasContent
            default: hasContent = try self.kept.read(key, &scanner) || hasContent
            }
        }
        return hasContent
    }

    /// - Returns: whether there was a piece of a call among `pieces`.
    private mutating func take(_ pieces: [JSONValue]) -> Bool {
        let deltas = pieces.compactMap(ToolCallDelta.init(chatCompletion:))
        guard !deltas.isEmpty else { return false }
        self.shown.noteToken()
        self.calls.apply(deltas)
        return true
    }
}

extension JSONValue {
    /// The text in a list of parts; what is no text, such as a thought, is left out.
    fileprivate var textOfParts: String {
        (self.array ?? [self]).reduce(into: "") { text, part in
            switch part["type"]?.string {
            case "text"?, "output_text"?, nil: text += part.string ?? part["text"]?.string ?? ""
            case "refusal"?: text += part["refusal"]?.string ?? ""
            default: break
            }
        }
    }
}
