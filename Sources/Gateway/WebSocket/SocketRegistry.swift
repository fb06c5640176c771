import AgentRuntime
import NIOConcurrencyHelpers

/// The sockets that are open, to be pinged and, at the end, let go.
package final class SocketRegistry: Sendable {
    private struct State {
        var sinks: [ObjectIdentifier: SocketSink] = [:]
        var isStopping = false
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// - Returns: `false` when the service stops and takes no more.
    func insert(_ sink: SocketSink) -> Bool {
        self.state.withLockedValue { state in
            guard !state.isStopping else { return false }
            state.sinks[ObjectIdentifier(sink)] = sink
            return true
        }
    }

    func remove(_ sink: SocketSink) {
        let waiting = self.state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
            state.sinks[ObjectIdentifier(sink)] = nil
            guard state.sinks.isEmpty else { return [] }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for continuation in waiting { continuation.resume() }
    }

    /// How many sockets are open, and how many bytes wait for them.
    var readings: (count: Int, queuedBytes: Int) {
        let sinks = self.state.withLockedValue { Array($0.sinks.values) }
        return (sinks.count, sinks.reduce(0) { $0 + $1.queuedBytes })
    }

    func pingAll() {
        for sink in self.state.withLockedValue({ Array($0.sinks.values) }) { sink.ping() }
    }

    /// Lets all sockets go, takes no more, and returns when the last one has closed.
    func stop() async {
        let sinks = self.state.withLockedValue { state in
            state.isStopping = true
            return Array(state.sinks.values)
        }
        for sink in sinks { sink.finish(.serviceStopping) }
        await withCheckedContinuation { continuation in
            let isEmpty = self.state.withLockedValue { state in
                if !state.sinks.isEmpty { state.whenEmpty.append(continuation) }
                return state.sinks.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }
}
