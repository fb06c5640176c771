import Logging
import NIOConcurrencyHelpers

/// What is logged, a line for each message with its metadata.
final class LoggedLines: Sendable {
    private let kept = NIOLockedValueBox<[String]>([])

    var lines: [String] { self.kept.withLockedValue(\.self) }
    var logger: Logger { Logger(label: "test") { _ in Handler(kept: self.kept) } }

    private struct Handler: LogHandler {
        let kept: NIOLockedValueBox<[String]>
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
        }
    }
}
