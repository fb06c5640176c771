/// The blocks of a message, put together from its stream.
struct MessagesContent: Sendable {
    /// Text, a call or what only the provider understands.
    struct Block: Sendable {
        enum Kind: Sendable {
            case text, call, other
        }

        let kind: Kind
        let index: Int?
        /// The block as it began, without what came since.
        fileprivate var members: [String: JSONValue]
        /// The pieces of the step's text that are this block's.
        fileprivate var pieces: [Int] = []
        /// More of `input`.
        fileprivate var input = ""
        fileprivate var thinking = ""
        fileprivate var signature = ""
    }

    private(set) var blocks: [Block] = []

    /// A block begins.
    /// - Returns: where it is.
    mutating func begin(_ json: JSONValue, index: Int?) -> Int {
        self.blocks.append(Block(kind: Block.Kind(json), index: index, members: json.object ?? [:]))
        return self.blocks.count - 1
    }

    /// Where the block is that an event speaks of: the last one where the event does not say.
    func position(of index: Int?) -> Int? {
        guard let index else { return self.blocks.indices.last }
        return self.blocks.lastIndex { $0.index == index }
    }

    /// Notes that a piece of the step's text belongs to a block.
    mutating func add(piece: Int, to position: Int) {
        self.blocks[position].pieces.append(piece)
    }

    /// Takes in what is no text for the client.
    mutating func append(_ delta: MessagesEvent.Delta, to position: Int) {
        if let more = delta.partialJSON { self.blocks[position].input += more.text }
        if let more = delta.thinking { self.blocks[position].thinking += more.text }
        if let more = delta.signature { self.blocks[position].signature += more.text }
    }

    /// The calls, and the order of everything.
    /// - Parameters:
    ///   - pieces: where the pieces lie in the step's text.
    ///   - isCutShort: whether the message ended before it was complete.
    func result(pieces: [Range<Int>], isCutShort: Bool) -> (calls: [ToolCall], parts: StepParts) {
        var calls: [ToolCall] = []
        var parts = StepParts()
        for (position, block) in self.blocks.enumerated() {
            switch block.kind {
            case .text:
                for piece in block.pieces { parts.append(.text(pieces[piece])) }
            case .call:
                guard let name = block.members["name"]?.string, !name.isEmpty else { continue }
                parts.append(.call(calls.count))
                let isCut = isCutShort && position == self.blocks.count - 1
                let id = block.members["id"]?.string
                calls.append(ToolCall(providerID: id, name: name, arguments: block.arguments(isCut: isCut)))
            case .other:
                parts.append(.kept(block.json))
            }
        }
        return (calls, parts)
    }
}

extension MessagesContent.Block {
    /// The arguments as they came in pieces, or else as the block began with them; none at all are an empty object, unless
    /// the block was cut off before they could come.
    fileprivate func arguments(isCut: Bool) -> String {
        if !self.input.isBlank { return self.input }
        if case .object(let members)? = self.members["input"], !members.isEmpty {
            return JSONValue.object(members).description
        }
        return isCut ? "{" : "{}"
    }

    /// The block as it came, with what its deltas added.
    fileprivate var json: JSONValue {
        var members = self.members
        if !self.input.isBlank, let input = try? JSONValue(parsing: self.input) { members["input"] = input }
        for (name, more) in [("thinking", self.thinking), ("signature", self.signature)] where !more.isEmpty {
            members[name] = .string((members[name]?.string ?? "") + more)
        }
        return .object(members)
    }
}

extension MessagesContent.Block.Kind {
    fileprivate init(_ block: JSONValue) {
        switch block["type"]?.string {
        case "text"?: self = .text
        case "tool_use"?: self = .call
        default: self = .other
        }
    }
}
