import AgentRuntime
import NIOConcurrencyHelpers

/// Shows a session's frames in the terminal, and tells when a turn is over.
final class TerminalSink: FrameSink {
    private let console: Console
    private let turns: AsyncStream<Void>.Continuation
    /// One element for each turn that has ended.
    let ends: AsyncStream<Void>
    private let isWriting = NIOLockedValueBox(false)

    init(_ console: Console) {
        self.console = console
        (self.ends, self.turns) = AsyncStream.makeStream()
    }

    func enqueue(_ frame: EncodedFrame) -> Bool {
        guard let json = try? JSONValue(parsing: frame.bytes) else { return true }
        switch (json["type"]?.string, json["status"]?.string) {
        case ("chunk", _):
            self.isWriting.withLockedValue { $0 = true }
            self.console.write(json["content"]?.string ?? "")
        case ("function_called", _):
            self.endLine()
            self.console.line(self.console.cyan("[\(json["function_name"]?.string ?? "")]"))
        case ("handoff", _):
            self.endLine()
            self.console.line(self.console.dim("(handed over: \(json["reason"]?.string ?? ""))"))
        case ("approval_required", _):
            self.endLine()
            self.console.line(self.console.cyan("[\(json["function_name"]?.string ?? "")?]"))
        case ("step_reset", _):
            self.endLine()
            self.console.line(self.console.dim("(asked again)"))
        case ("complete", _): self.endLine()
        case ("error", _):
            self.endLine()
            self.console.line(self.console.red("\(json["error"]?.string ?? "") (\(json["code"]?.string ?? ""))"))
        case ("status", "ready"):
            self.endLine()
            self.turns.yield()
        default: break
        }
        return true
    }

    func finish(_ reason: FrameSinkEnding) {
        self.turns.finish()
    }

    private func endLine() {
        let wasWriting = self.isWriting.withLockedValue { isWriting in
            defer { isWriting = false }
            return isWriting
        }
        if wasWriting { self.console.line() }
    }
}
