import Foundation

/// Puts a transcript into the words that a model reads. The same transcript gives the same words, always.
public struct TranscriptRendering: Sendable {
    private let date: Date.FormatStyle
    private let time: Date.FormatStyle
    /// The most bytes of one tool result that the model is given, by tool; longer ones are cut and say so.
    private let resultLimits: [String: Int]

    /// - Parameters:
    ///   - region: in whose language and time zone the time of each message is told.
    ///   - resultLimits: the most bytes of a result, by tool name; 16 KiB where none is given.
    public init(region: Region, resultLimits: [String: Int] = [:]) {
        let locale = Locale(identifier: region.language)
        let zone = TimeZone(identifier: region.timeZone) ?? .gmt
        self.date = Date.FormatStyle(locale: locale, timeZone: zone).weekday(.wide).day().month(.wide).year()
        self.time = Date.FormatStyle(locale: locale, timeZone: zone)
            .hour(.twoDigits(amPM: .omitted)).minute(.twoDigits)
        self.resultLimits = resultLimits
    }

    /// A message for a model's wire.
    public enum Message: Hashable, Sendable {
        case user(String)
        /// `extra` is for the wire that made it alone: ``ModelResponse/extra``.
        case assistant(String, calls: [ToolCall], extra: JSONValue? = nil)
        /// A result; `failed` unless the tool did what it was asked.
        case tool(String, call: ToolCall, failed: Bool = false)
    }

    /// The conversation, message by message; each call is followed by its result. What is said of turns that were left out
    /// is part of the first message, so that users and assistant go on taking turns.
    public func messages(of transcript: Transcript) -> [Message] {
        var messages = transcript.turns.flatMap(self.messages(of:))
        if let omission = transcript.omission, case .user(let first)? = messages.first {
            messages[0] = .user(omission.around(first))
        }
        return messages
    }

    private func messages(of turn: Transcript.Turn) -> [Message] {
        let refusal = turn.refusedTool.map { "[the user did not approve the call of \($0): it has not run]\n" } ?? ""
        var messages: [Message] = [.user("[\(self.timeOfDay(turn.at))]\n\(refusal)\(turn.message)")]
        for step in turn.steps {
            messages.append(.assistant(step.text, calls: step.calls.map(\.call), extra: step.extra))
            for answered in step.calls {
                let text = self.fenced(answered.result, of: answered.call)
                messages.append(.tool(text, call: answered.call, failed: answered.outcome != .succeeded))
            }
        }
        switch turn.ending {
        case .failed(let text): messages.append(Self.unanswered(text, "[no answer: the service failed here]"))
        case .cancelled(let text): messages.append(Self.unanswered(text, "[stopped here by the user]"))
        case .answered, nil: break
        }
        return messages
    }

    private static func unanswered(_ text: String, _ note: String) -> Message {
        .assistant(text.isEmpty ? note : "\(text) \(note)", calls: [])
    }

    /// The instant as a message shows it: `lunedì 23 novembre 2026, 21:51`.
    func timeOfDay(_ instant: Timestamp) -> String {
        "\(instant.date.formatted(self.date)), \(instant.date.formatted(self.time))"
    }

    /// The most bytes of a tool's result that the model is given.
    func resultLimit(of tool: String) -> Int {
        self.resultLimits[tool] ?? 16 * 1024
    }

    /// A result as data from outside: within a fence that nothing in it can close, instructions of ours after it.
    private func fenced(_ result: ToolResult, of call: ToolCall) -> String {
        let limit = self.resultLimit(of: call.name)
        var data = result.text.replacing("</tool_result", with: "<\\/tool_result")
        data = data.cut(toBytes: limit)
        let fence = "<tool_result name=\"\(call.name)\">\n\(data)\n</tool_result>"
        return result.instruction.map { "\(fence)\n\($0)" } ?? fence
    }
}

extension Transcript.Omission {
    /// The conversation's first message with a word on what was left out before and after it. A summary is data like a
    /// tool's result: it may hold what came from outside.
    fileprivate func around(_ message: String) -> String {
        var lines: [String] = []
        if self.turns > 0 {
            lines.append("[the \(self.turns) earlier messages of the user and their answers are left out]")
        }
        if let summary = self.summary {
            let data = summary.replacing("</conversation_summary", with: "<\\/conversation_summary")
            lines.append("<conversation_summary>\n\(data)\n</conversation_summary>")
        }
        lines.append(message)
        if self.steps > 0 { lines.append("[the first \(self.steps) steps of the answer to this are left out]") }
        return lines.joined(separator: "\n")
    }
}

extension ModelRequest {
    /// The conversation as messages for a model's wire.
    public var messages: [TranscriptRendering.Message] {
        self.rendering.messages(of: self.transcript)
    }
}
