public import AgentRuntime
import HTTPTransport
public import Logging

/// One line for each turn: who, where, what came of it, what it took and used up. Never what was said.
public struct TurnLog: AgentObserver {
    private let logger: Logger

    public init(_ logger: Logger) {
        self.logger = logger
    }

    public func ended(_ turn: TurnMeasurements) {
        let usage = turn.spending.usage
        var metadata: Logger.Metadata = [
            "session": "\(turn.turn.session)", "turn": "\(turn.turn.number)", "region": "\(turn.turn.region)",
            "outcome": "\(turn.outcome.name)", "steps": "\(turn.steps)",
            "tools": "\(turn.calls.joined(separator: ","))", "input_tokens": "\(usage.input)",
            "output_tokens": "\(usage.output)", "milliseconds": "\(turn.measured.duration.milliseconds)",
            "model_milliseconds": "\(turn.model.milliseconds)", "tool_milliseconds": "\(turn.tools.milliseconds)",
        ]
        if case .failed(let code) = turn.outcome { metadata["code"] = "\(code.rawValue)" }
        if let cost = turn.spending.cost { metadata["cost"] = "\(cost)" }
        if let first = turn.firstToken { metadata["first_token_milliseconds"] = "\(first.milliseconds)" }
        if let place = turn.measured.place { metadata["trace"] = "\(place.traceID)" }
        self.logger.info("Turn ended", metadata: metadata)
    }
}
