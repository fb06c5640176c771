/// Puts tool calls together from the pieces of a stream.
///
/// A known id names its call whatever the index says; a new id opens a call even where the index is taken; without an id
/// the index tells, and without either a piece belongs to the call that was touched last. A piece that names another tool
/// than the call it would belong to, or tells a whole call other arguments, is of a call of its own.
struct ToolCallAssembler {
    private var slots: [ToolCallSlot] = []
    /// The slot that was touched last.
    private var last: Int?
    /// The slots of the pieces in the chunk before, in their order.
    private var row: [Int] = []

    /// Takes in the pieces of one chunk.
    mutating func apply(_ deltas: [ToolCallDelta]) {
        var touched: [Int] = []
        for delta in deltas {
            let slot = self.slot(for: delta, after: touched, of: deltas.count) ?? self.open(delta)
            self.slots[slot].take(delta)
            self.last = slot
            touched.append(slot)
        }
        self.row = touched
    }

    /// The calls in the order in which they began. A piece that never got a name or arguments is no call; one that has
    /// arguments alone is told, so that somebody can say what is wrong with it.
    /// - Parameter isCutShort: whether the model was stopped while it wrote. Arguments that had not begun by then are an
    ///   opening brace, which is not JSON, so that nobody takes them for none.
    func calls(isCutShort: Bool) -> [ToolCall] {
        self.slots.indices.compactMap { index in
            let slot = self.slots[index]
            if slot.name.isEmpty, !slot.hasArguments { return nil }
            return ToolCall(
                providerID: slot.id,
                name: slot.name,
                arguments: isCutShort && !slot.hasArguments && index == self.last ? "{" : slot.arguments,
                extra: slot.extra.isEmpty ? nil : .object(slot.extra)
            )
        }
    }

    private mutating func open(_ delta: ToolCallDelta) -> Int {
        self.slots.append(ToolCallSlot(index: delta.index))
        return self.slots.count - 1
    }

    /// Where the piece belongs; `nil` if it opens a call.
    /// - Parameters:
    ///   - touched: the slots of the pieces before it in the same chunk.
    ///   - count: how many pieces the chunk has.
    private func slot(for delta: ToolCallDelta, after touched: [Int], of count: Int) -> Int? {
        if let id = delta.id {
            guard let known = self.slots.lastIndex(where: { $0.ids.contains(id) }) else {
                return self.slot(forNewIDOf: delta)
            }
            let isAnother = delta.name != nil && self.slots[known].isWhole && !self.slots[known].fits(delta)
            return isAnother ? nil : known
        }
        if let index = delta.index {
            let held = self.slots.lastIndex { $0.index == index }
            return held.flatMap { self.continues($0, delta, after: touched) ? $0 : nil }
        }
        // Several pieces side by side go on as the ones before them did.
        if count > 1, self.row.count == count, self.slots[self.row[touched.count]].fits(delta) {
            return self.row[touched.count]
        }
        if let last, self.continues(last, delta, after: touched) { return last }
        return self.slots.firstIndex { $0.name == delta.name && $0.tells(delta.arguments ?? "") }
    }

    /// A call may get its id late, and some servers give each piece another: only a piece that names a tool opens a call
    /// beside one that is not whole.
    private func slot(forNewIDOf delta: ToolCallDelta) -> Int? {
        let held = if let index = delta.index { self.slots.lastIndex { $0.index == index } } else { self.last }
        guard let held else { return nil }
        if self.slots[held].id == nil { return self.slots[held].fits(delta) ? held : nil }
        return delta.name == nil && !self.slots[held].isWhole ? held : nil
    }

    /// Whether a piece without an id belongs to the call it points at.
    private func continues(_ slot: Int, _ delta: ToolCallDelta, after touched: [Int]) -> Bool {
        guard let name = delta.name else { return true }
        // Within one chunk pieces that name a tool are calls of their own, unless the index says otherwise.
        let isApart = touched.contains(slot)
        if self.slots[slot].fits(delta) { return delta.index != nil || !isApart }
        // Names come in pieces too, and before the arguments.
        return name != self.slots[slot].name && !self.slots[slot].hasArguments && !isApart
    }
}
