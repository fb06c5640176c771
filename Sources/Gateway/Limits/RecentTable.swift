/// The values of the keys that were used last. Older ones are forgotten in bulk, so that each use takes constant time and
/// the table never holds more than its capacity.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let half: Int
    private var recent: [Key: Value] = [:]
    private var older: [Key: Value] = [:]

    /// - Parameter capacity: how many keys it may hold; of those used last, half as many are certain to be there.
    init(capacity: Int) {
        self.half = max(1, capacity / 2)
    }

    /// How many values it holds, those of keys that came back counted twice.
    var count: Int { self.recent.count + self.older.count }

    subscript(key: Key) -> Value? {
        get { self.recent[key] ?? self.older[key] }
        set {
            self.recent[key] = newValue
            guard self.recent.count >= self.half else { return }
            self.older = self.recent
            self.recent = [:]
        }
    }
}
