import AgentRuntime
import Foundation
import Logging
import ServiceConfiguration

/// Writes the log to standard error, a line for each message: for people, or as JSON for machines.
struct ServiceLog: LogHandler {
    private let label: String
    private let format: ServiceSettings.Logging.Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(label: String, settings: ServiceSettings.Logging) {
        self.label = label
        self.format = settings.format
        self.logLevel = Logger.Level(rawValue: settings.level.rawValue) ?? .info
    }

    /// A logger that writes so.
    static func logger(_ settings: ServiceSettings.Logging) -> Logger {
        Logger(label: "chat-service") { ServiceLog(label: $0, settings: settings) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = self.metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line: String
        switch self.format {
        case .json:
            var members: [String: JSONValue] = all.mapValues { .string("\($0)") }
            members["time"] = .string(Timestamp.now.description)
            members["level"] = .string(event.level.rawValue)
            members["message"] = .string("\(event.message)")
            line = JSONValue.object(members).description
        case .text:
            let fields = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            line = "\(Timestamp.now) \(event.level.rawValue) \(event.message)\(fields)"
        }
        let safe = line.replacing("\n", with: "\\n") + "\n"
        FileHandle.standardError.write(Data(safe.utf8))
    }
}
