/// One event of the stream, as far as it is read: what lies in it stays in place until it is asked for.
struct ResponsesEvent {
    /// What happened; empty where neither the data nor the event's name tells.
    private(set) var type = JSONString(raw: UnsafeBufferPointer(start: nil, count: 0), isEscaped: false)
    private(set) var itemID: JSONString?
    private(set) var outputIndex: Int?
    private(set) var contentIndex: Int?
    /// More of a text or of arguments.
    private(set) var delta: JSONString?
    /// A text or arguments, whole.
    private(set) var whole: JSONString?
    private(set) var item: JSONScanner?
    private(set) var response: JSONScanner?
    /// Whether there is an error object, whatever the type.
    private(set) var hasError = false

    /// Reads an event's data. `name` is the event's, for servers that do not repeat it in the data.
    init(_ scanner: inout JSONScanner, name: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        self.type = JSONString(raw: name, isEscaped: false)
        try scanner.beginObject()
        var first = true
        while let key = try scanner.nextKey(first: &first) {
            switch key {
            case "type": self.type = try scanner.stringIfPresent() ?? self.type
            case "item_id": self.itemID = try scanner.stringIfPresent()
            case "output_index": self.outputIndex = try scanner.value().integer
            case "content_index": self.contentIndex = try scanner.value().integer
            case "delta": self.delta = try scanner.stringIfPresent()
            case "text", "refusal", "arguments": self.whole = try scanner.stringIfPresent()
            case "item": self.item = try scanner.placeOfValue()
            case "response": self.response = try scanner.placeOfValue()
            case "error": self.hasError = try scanner.placeOfValue() != nil
            default: try scanner.skip()
            }
        }
    }
}

extension ResponsesEvent {
    /// Whether the event is an error as a whole.
    var isError: Bool {
        if case "error" = self.type { return true }
        return self.hasError
    }

    /// The response that the event holds; `null` where it holds none.
    func responseValue() throws(JSONError) -> JSONValue {
        guard var response else { return .null }
        return try response.value()
    }

    /// Whether the event names the item called `id`, without making text of it: this is asked for every word.
    func isOf(item id: String?) -> Bool {
        guard let itemID, let id else { return self.itemID == nil && id == nil }
        return !itemID.isEscaped && itemID.raw.elementsEqual(id.utf8)
    }
}
