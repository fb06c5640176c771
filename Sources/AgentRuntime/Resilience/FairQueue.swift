/// A queue that serves its keys in turn, and what waits under one key first come, first served: however much waits under
/// one, no other waits longer than once around.
struct FairQueue<Key: Hashable & Sendable, Element: Sendable>: Sendable {
    private var lines: [Key: [Element]] = [:]
    /// The keys that have something waiting; the first is next.
    private var turns: [Key] = []

    var isEmpty: Bool { self.turns.isEmpty }

    /// How many wait.
    var count: Int { self.lines.values.reduce(0) { $0 + $1.count } }

    /// Puts `element` at the end of its key's line.
    mutating func append(_ element: Element, for key: Key) {
        if self.lines[key] == nil { self.turns.append(key) }
        self.lines[key, default: []].append(element)
    }

    /// Takes out what is next; `nil` when nothing waits.
    mutating func popFirst() -> Element? {
        guard let key = self.turns.first, let element = self.lines[key]?.removeFirst() else { return nil }
        self.turns.removeFirst()
        if self.lines[key]?.isEmpty == true {
            self.lines[key] = nil
        } else {
            self.turns.append(key)
        }
        return element
    }

    /// Takes out what waits under `key` and meets a condition; `nil` if nothing does.
    mutating func remove(for key: Key, where isMeant: (Element) -> Bool) -> Element? {
        guard let index = self.lines[key]?.firstIndex(where: isMeant) else { return nil }
        let element = self.lines[key]?.remove(at: index)
        if self.lines[key]?.isEmpty == true {
            self.lines[key] = nil
            self.turns.removeAll { $0 == key }
        }
        return element
    }
}
