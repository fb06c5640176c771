package import Logging
import NIOConcurrencyHelpers

/// Keeps what is logged, a line for each message with its metadata.
package final class LogRecorder: Sendable {
    private let kept = NIOLockedValueBox<[String]>([])
    private let arrivals = Gate(isOpen: true)

    package init() {}

    package var lines: [String] { self.kept.withLockedValue(\.self) }
    package var logger: Logger { Logger(label: "test") { _ in Handler(kept: self.kept, arrivals: self.arrivals) } }

    /// Waits until a line with `words` in it is logged.
    package func line(containing words: String) async throws -> String {
        while true {
            let count = self.arrivals.arrivals
            if let line = self.lines.first(where: { $0.contains(words) }) { return line }
            try await self.arrivals.arrived(count + 1)
        }
    }

    private struct Handler: LogHandler {
        let kept: NIOLockedValueBox<[String]>
        let arrivals: Gate
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = self.metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            let line = "\(event.level) \(event.message)" + fields.map { " \($0.key)=\($0.value)" }.joined()
            self.kept.withLockedValue { $0.append(line) }
            self.arrivals.arrive()
        }
    }
}
