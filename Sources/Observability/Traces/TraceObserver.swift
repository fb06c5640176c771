import AgentRuntime
import HTTPTransport

/// Makes spans of what turns do, by OpenTelemetry's conventions for generative AI: `invoke_agent` with `chat` and
/// `execute_tool` below it.
struct TraceObserver: AgentObserver {
    private let spans: SpanExporter
    private let capturesContent: Bool

    init(_ spans: SpanExporter) {
        self.spans = spans
        self.capturesContent = spans.settings.capturesContent
    }

    func place(below parent: TraceContext?) -> TraceContext? { parent?.child() ?? TraceContext() }

    func ended(_ turn: TurnMeasurements) {
        var attributes = Self.common("invoke_agent", turn.turn)
        attributes["gen_ai.agent.name"] = turn.turn.agent.map { .string($0) }
        attributes["gen_ai.usage.input_tokens"] = .integer(turn.spending.usage.input)
        attributes["gen_ai.usage.output_tokens"] = .integer(turn.spending.usage.output)
        attributes["chat.outcome"] = .string(turn.outcome.name)
        let name = turn.turn.agent.map { "invoke_agent \($0)" } ?? "invoke_agent"
        let error: String? =
            switch turn.outcome {
            case .answered: nil
            case .cancelled: "cancelled"
            case .failed(let code): code.rawValue
            }
        self.add(name, .internal, turn.measured, attributes, error)
    }

    func ended(_ step: StepMeasurements) {
        var attributes = Self.common("chat", step.turn)
        attributes["gen_ai.provider.name"] = .string(step.provider)
        attributes["gen_ai.request.model"] = .string(step.model)
        attributes["gen_ai.request.stream"] = true
        attributes["chat.endpoint"] = .string(step.endpoint)
        if !step.failed.isEmpty { attributes["chat.failed_requests"] = .integer(step.failed.count) }
        if let response = step.response {
            let usage = step.spending.usage
            attributes["gen_ai.response.model"] = .string(response.model)
            attributes["gen_ai.response.finish_reasons"] = [.string(response.finishReason.rawValue)]
            attributes["gen_ai.usage.input_tokens"] = .integer(usage.input)
            attributes["gen_ai.usage.output_tokens"] = .integer(usage.output)
            attributes["gen_ai.usage.cache_read.input_tokens"] = .integer(usage.cachedInput)
            attributes["gen_ai.response.time_to_first_chunk"] = response.timeToFirstToken.map { .number($0.inSeconds) }
        }
        if self.capturesContent { attributes.merge(CapturedContent.of(step)) { _, new in new } }
        self.add("chat \(step.model)", .client, step.measured, attributes, step.failure?.rawValue)
    }

    func ended(_ call: CallMeasurements) {
        var attributes = Self.common("execute_tool", call.turn)
        attributes["gen_ai.tool.name"] = .string(call.tool)
        attributes["gen_ai.tool.type"] = "function"
        attributes["gen_ai.tool.call.id"] = .string(call.call.id.rawValue)
        if self.capturesContent {
            attributes["gen_ai.tool.call.arguments"] = .string(call.call.arguments)
            attributes["gen_ai.tool.call.result"] = .string(call.result.text)
        }
        let error = call.outcome == .succeeded ? nil : call.outcome.rawValue
        self.add("execute_tool \(call.tool)", .internal, call.measured, attributes, error)
    }

    private static func common(_ operation: String, _ turn: TurnIdentity) -> [String: JSONValue] {
        [
            "gen_ai.operation.name": .string(operation),
            "gen_ai.conversation.id": .string(turn.session.rawValue),
            "chat.turn": .integer(turn.number.rawValue), "chat.region": .string(turn.region.rawValue),
        ]
    }

    private func add(
        _ name: String,
        _ kind: Span.Kind,
        _ measured: Measured,
        _ attributes: [String: JSONValue],
        _ error: String?
    ) {
        guard let place = measured.place else { return }
        self.spans.add(
            Span(
                name,
                kind,
                at: place,
                below: measured.parent,
                began: measured.began,
                duration: measured.duration,
                attributes: attributes,
                error: error
            )
        )
    }
}
