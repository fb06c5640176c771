/// The items of a response, put together from its stream.
///
/// A known id names its item whatever the index says; an unknown one is looked up by index, since some servers give an item
/// another id with every event.
struct ResponsesOutput: Sendable {
    enum Kind: Sendable {
        case message, call, other
    }

    /// A message, a call or what only the provider understands.
    struct Item: Sendable {
        let kind: Kind
        fileprivate(set) var id: String?
        fileprivate(set) var index: Int?
        /// Whether the item was told whole, and is.
        fileprivate(set) var isDone = false
        /// The item to be sent back as it came.
        fileprivate(set) var kept: JSONValue?
        /// A message's pieces of the step's text, by the content that they belong to.
        fileprivate(set) var pieces: [(content: Int, piece: Int)] = []
        /// What kind of message the provider says it is: `commentary` or `final_answer`.
        fileprivate(set) var phase: String?
        fileprivate(set) var callID: String?
        fileprivate(set) var name = ""
        fileprivate(set) var arguments = ""
        fileprivate var areArgumentsWhole = false
    }

    private(set) var items: [Item] = []

    /// Where the item is that an event speaks of; opens one where there is none.
    mutating func position(of kind: Kind, id: String?, index: Int?) -> Int {
        if let id, let known = self.items.firstIndex(where: { $0.id == id && $0.kind == kind }) { return known }
        if let index {
            if let known = self.items.lastIndex(where: { $0.index == index && $0.kind == kind }) { return known }
        } else if id == nil, let last = self.items.lastIndex(where: { $0.kind == kind && !$0.isDone }) {
            return last
        }
        return self.open(kind, id: id, index: index)
    }

    /// An item begins.
    mutating func begin(_ json: JSONValue, index: Int?) {
        let kind = Kind(json)
        let id = json["id"]?.string
        let known = id.flatMap { id in self.items.firstIndex { $0.id == id && $0.kind == kind } }
        let position = known ?? self.open(kind, id: id, index: index)
        self.items[position].takeNames(json)
    }

    /// An item is told whole.
    /// - Returns: where it is.
    mutating func finish(_ json: JSONValue, index: Int?) -> Int {
        let position = self.position(ofWhole: json, index: index)
        self.items[position].takeNames(json)
        self.items[position].takeArguments(json)
        // Id and seal of one event belong together: what a later one says must not be mixed in.
        self.items[position].kept = self.items[position].kept ?? json.sealedItem
        self.items[position].isDone = json["status"] != "incomplete"
        return position
    }

    /// Notes that a piece of the step's text belongs to a message.
    mutating func add(piece: Int, of content: Int, to position: Int) {
        self.items[position].pieces.append((content, piece))
    }

    mutating func append(arguments text: String, to position: Int) {
        guard !self.items[position].areArgumentsWhole else { return }
        self.items[position].arguments += text
    }

    mutating func finish(arguments text: String, of position: Int) {
        guard !text.isEmpty else { return }
        self.items[position].arguments = text
        self.items[position].areArgumentsWhole = true
    }

    /// Where a whole item is. What names a call to us stays the same even where the provider's ids of items do not.
    private mutating func position(ofWhole json: JSONValue, index: Int?) -> Int {
        let kind = Kind(json)
        let id = json["id"]?.string
        guard kind == .call, let callID = json["call_id"]?.string else {
            return self.position(of: kind, id: id, index: index)
        }
        if let known = self.items.firstIndex(where: { $0.callID == callID }) { return known }
        let position = self.position(of: kind, id: id, index: index)
        return self.items[position].callID == nil ? position : self.open(kind, id: id, index: index)
    }

    private mutating func open(_ kind: Kind, id: String?, index: Int?) -> Int {
        self.items.append(Item(kind: kind, id: id, index: index))
        return self.items.count - 1
    }
}

extension ResponsesOutput {
    /// The calls, and the order of everything.
    /// - Parameters:
    ///   - pieces: where the pieces lie in the step's text.
    ///   - isCutShort: whether the response ended before it was complete.
    func result(pieces: [Range<Int>], isCutShort: Bool) -> (calls: [ToolCall], parts: StepParts) {
        var calls: [ToolCall] = []
        var parts = StepParts()
        for item in self.ordered {
            switch item.kind {
            case .message:
                let labels = item.phase.map { ["phase": JSONValue.string($0)] } ?? [:]
                for entry in item.pieces { parts.append(.text(pieces[entry.piece], labels: labels)) }
            case .call:
                guard !item.name.isEmpty else { continue }
                parts.append(.call(calls.count))
                // No arguments at all would count as an empty object, which is not what a call that was cut off says.
                let isCut = isCutShort && !item.isDone && item.arguments.isBlank
                calls.append(
                    ToolCall(providerID: item.callID, name: item.name, arguments: isCut ? "{" : item.arguments)
                )
            case .other:
                if let kept = item.kept { parts.append(.kept(kept)) }
            }
        }
        return (calls, parts)
    }

    /// The items by their indexes, or as they came where the provider gives none.
    private var ordered: [Item] {
        guard self.items.allSatisfy({ $0.index != nil }) else { return self.items }
        return self.items.enumerated()
            .sorted { ($0.element.index ?? 0, $0.offset) < ($1.element.index ?? 0, $1.offset) }
            .map(\.element)
    }
}

extension ResponsesOutput.Kind {
    init(_ item: JSONValue) {
        switch item["type"]?.string {
        case "message"?: self = .message
        case "function_call"?: self = .call
        default: self = .other
        }
    }
}

extension ResponsesOutput.Item {
    fileprivate mutating func takeNames(_ json: JSONValue) {
        if let phase = json["phase"]?.string { self.phase = phase }
        if let id = json["call_id"]?.string, !id.isEmpty { self.callID = self.callID ?? id }
        if let name = json["name"]?.string, !name.isEmpty { self.name = name }
    }

    fileprivate mutating func takeArguments(_ json: JSONValue) {
        switch json["arguments"] {
        case .string(let text)? where !text.isEmpty: self.arguments = text
        case .object(let members)?: self.arguments = JSONValue.object(members).description
        default: return
        }
        self.areArgumentsWhole = true
    }
}

extension JSONValue {
    /// The item if it can go back to the provider: it is sealed, or holds reasoning in the open as servers without seals
    /// give it. Without either it is only a reference to what we ask the provider not to store.
    fileprivate var sealedItem: JSONValue? {
        guard case .object(var members) = self else { return nil }
        let isSealed = members["encrypted_content"]?.string?.isEmpty == false
        let isOpen = members["type"] == "reasoning" && members["content"]?.array?.isEmpty == false
        guard isSealed || isOpen else { return nil }
        // Told, but refused when it is sent.
        members["status"] = nil
        return .object(members)
    }
}
