import Logging
import NIOConcurrencyHelpers

/// Puts what a server writes to standard error into the log: so many lines a minute, each cut to so many characters.
final class ServerOutputLog: Sendable {
    private struct State {
        var windowStart = ContinuousClock.now
        var lines = 0
        var last = ""
    }

    private static let linesPerMinute = 20
    private static let longestLine = 500

    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// The last line that was written, for whoever must say why the server ended.
    var lastLine: String { self.state.withLockedValue(\.last) }

    func write(_ line: [UInt8]) {
        let text = String(String(decoding: line, as: UTF8.self).prefix(Self.longestLine))
        let count = self.state.withLockedValue { state in
            if ContinuousClock.now - state.windowStart > .seconds(60) { state = State() }
            state.last = text
            state.lines += 1
            return state.lines
        }
        switch count {
        case ...Self.linesPerMinute: self.logger.info("MCP server says", metadata: ["line": "\(text)"])
        case Self.linesPerMinute + 1:
            self.logger.info("MCP server says more than is logged; the rest of this minute is left out")
        default: break
        }
    }
}
