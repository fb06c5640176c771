/// One event of the stream, as far as it is read: what lies in it stays in place until it is asked for.
struct MessagesEvent {
    /// What happened; empty where neither the data nor the event's name tells.
    private(set) var type: JSONString
    /// The block the event speaks of.
    private(set) var index: Int?
    private(set) var delta = Delta()
    private(set) var block: JSONScanner?
    private(set) var message: JSONScanner?
    private(set) var usage: JSONScanner?
    /// Whether there is an error object, whatever the type.
    private(set) var hasError = false

    /// What is new.
    struct Delta {
        var type = JSONString(raw: UnsafeBufferPointer(start: nil, count: 0), isEscaped: false)
        var text: JSONString?
        var partialJSON: JSONString?
        var thinking: JSONString?
        var signature: JSONString?
        var stopReason: JSONString?
    }

    /// Reads an event's data. `name` is the event's, for servers that do not repeat it in the data.
    init(_ scanner: inout JSONScanner, name: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        self.type = JSONString(raw: name, isEscaped: false)
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "type": self.type = try scanner.stringIfPresent() ?? self.type
            case "index": self.index = try scanner.value().integer
            case "delta": try self.delta.read(&scanner)
            case "content_block": self.block = try scanner.placeOfValue()
            case "message": self.message = try scanner.placeOfValue()
            case "usage": self.usage = try scanner.placeOfValue()
            case "error": self.hasError = try scanner.placeOfValue() != nil
            default: try scanner.skip()
            }
        }
    }
}

extension MessagesEvent {
    /// Whether the event is an error as a whole.
    var isError: Bool {
        if case "error" = self.type { return true }
        return self.hasError
    }
}

extension MessagesEvent.Delta {
    fileprivate mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "type": self.type = try scanner.stringIfPresent() ?? self.type
            case "text": self.text = try scanner.stringIfPresent()
            case "partial_json": self.partialJSON = try scanner.stringIfPresent()
            case "thinking": self.thinking = try scanner.stringIfPresent()
            case "signature": self.signature = try scanner.stringIfPresent()
            case "stop_reason": self.stopReason = try scanner.stringIfPresent()
            default: try scanner.skip()
            }
        }
    }
}
