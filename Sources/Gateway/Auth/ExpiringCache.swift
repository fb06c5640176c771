import AgentRuntime
import NIOConcurrencyHelpers

/// Keeps at most so many values, each until its time; the oldest make room for new ones.
final class ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var entries: [Key: (value: Value, until: Timestamp)] = [:]
        /// The keys in the order in which they came, those that were dropped since included.
        var order: [Key] = []
        /// Where in `order` the oldest stands.
        var oldest = 0
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameter limit: values that are kept at the same time.
    init(limit: Int) {
        self.limit = limit
    }

    /// The value, if its time has not come by `now`.
    func value(of key: Key, at now: Timestamp) -> Value? {
        self.state.withLockedValue { state in
            guard let entry = state.entries[key], now < entry.until else { return nil }
            return entry.value
        }
    }

    func insert(_ value: Value, for key: Key, until: Timestamp) {
        self.state.withLockedValue { state in
            if state.entries.updateValue((value, until), forKey: key) != nil { return }
            state.order.append(key)
            while state.entries.count > self.limit, state.oldest < state.order.count {
                state.entries[state.order[state.oldest]] = nil
                state.oldest += 1
            }
            if state.oldest > self.limit {
                state.order.removeFirst(state.oldest)
                state.oldest = 0
            }
        }
    }

    var count: Int { self.state.withLockedValue { $0.entries.count } }
}
