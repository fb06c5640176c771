import AgentTesting
import Foundation

/// What a process prints, and a way to wait for it.
final class Lines: @unchecked Sendable {
    // Guarded by `lock`.
    private var bytes = Data()
    private var hasEnded = false
    private let lock = NSLock()
    /// Opens a little at each arrival.
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    var text: String { self.lock.withLock { String(decoding: self.bytes, as: UTF8.self) } }

    /// Reads to the pipe's end, on a thread of its own since reading blocks.
    func read(from pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread {
            var data: Data
            repeat {
                data = handle.availableData
                self.receive(data)
            } while !data.isEmpty
        }
    }

    /// - Parameter data: empty at the end.
    private func receive(_ data: Data) {
        self.lock.withLock {
            self.bytes += data
            if data.isEmpty { self.hasEnded = true }
        }
        self.arrival.yield()
        if data.isEmpty { self.arrival.finish() }
    }

    /// The first whole line with `words` in it; `nil` when the process ends without.
    func first(containing words: String) async throws -> String? {
        func found() -> String? {
            let whole = self.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            return whole.first { $0.contains(words) }.map(String.init)
        }
        if let line = found() { return line }
        for await _ in self.arrivals {
            if let line = found() { return line }
        }
        return nil
    }

    func ended() async {
        if self.lock.withLock({ self.hasEnded }) { return }
        for await _ in self.arrivals where self.lock.withLock({ self.hasEnded }) { return }
    }
}
