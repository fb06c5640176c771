/// A piece of a tool call as one chunk carries it. Servers differ in which members they send, and when.
struct ToolCallDelta: Equatable {
    var id: String?
    var index: Int?
    var name: String?
    var arguments: String?
    /// Members that are not ours to understand.
    var extra: [String: JSONValue] = [:]
}

/// Puts tool calls together from the pieces of a stream.
///
/// A known id names its call whatever the index says; a new id opens a call even where the index is taken; a piece without
/// either belongs to the call that was touched last, unless it names a tool and that call is whole.
struct ToolCallAssembler {
    fileprivate struct Slot {
        var id: String?
        var index: Int?
        var name = ""
        var arguments = ""
        var extra: [String: JSONValue] = [:]

        /// Whether nothing is missing; no arguments at all count as none yet.
        var isWhole: Bool { (try? JSONValue(parsing: self.arguments)) != nil }
    }

    private var slots: [Slot] = []
    private var last: Int?

    var isEmpty: Bool { self.slots.isEmpty }

    /// Takes in the pieces of one chunk.
    mutating func apply(_ deltas: [ToolCallDelta]) {
        let before = self.slots.count
        for delta in deltas {
            let position = self.position(of: delta, openedBefore: before)
            self.last = position
            self.slots[position].take(delta)
        }
    }

    /// The calls in the order in which they began. Pieces that never got a name are no call.
    var calls: [ToolCall] {
        self.slots.filter { !$0.name.isEmpty }.map { slot in
            ToolCall(
                providerID: slot.id,
                name: slot.name,
                arguments: slot.arguments,
                extra: slot.extra.isEmpty ? nil : .object(slot.extra)
            )
        }
    }

    /// Where the piece belongs; opens a call where there is none for it.
    private mutating func position(of delta: ToolCallDelta, openedBefore before: Int) -> Int {
        if let id = delta.id {
            if let known = self.slots.firstIndex(where: { $0.id == id }) { return known }
            if let index = delta.index,
                let anonymous = self.slots.firstIndex(where: { $0.index == index && $0.id == nil && !$0.isWhole })
            {
                return anonymous
            }
            return self.open(delta)
        }
        if let index = delta.index {
            return self.slots.lastIndex { $0.index == index } ?? self.open(delta)
        }
        guard let last = self.last else { return self.open(delta) }
        if delta.name != nil, last >= before || self.slots[last].isWhole { return self.open(delta) }
        return last
    }

    private mutating func open(_ delta: ToolCallDelta) -> Int {
        self.slots.append(Slot(id: delta.id, index: delta.index))
        return self.slots.count - 1
    }
}

extension ToolCallAssembler.Slot {
    fileprivate mutating func take(_ delta: ToolCallDelta) {
        if self.id == nil { self.id = delta.id }
        if let name = delta.name, name != self.name { self.name += name }
        if let more = delta.arguments { self.append(more) }
        self.extra.merge(delta.extra) { _, new in new }
    }

    private mutating func append(_ more: String) {
        // Some servers repeat whole arguments in a last chunk, or begin with an empty object that the real one replaces.
        if self.arguments.hasSuffix("}"), more.hasPrefix("{") || more.hasPrefix("\""), self.isWhole {
            if self.arguments == "{}" { self.arguments = more }
            return
        }
        self.arguments += more
    }
}
