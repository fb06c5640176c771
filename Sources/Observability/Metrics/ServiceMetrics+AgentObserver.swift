public import AgentRuntime

extension ServiceMetrics: AgentObserver {
    public func ended(_ turn: TurnMeasurements) {
        let region = turn.turn.region.rawValue
        self.turnDuration[region, turn.outcome.name].record(turn.measured.duration)
        self.gatewayOverhead[region].record(turn.overhead)
        if case .failed(let code) = turn.outcome { self.turnFailures[region, code.rawValue].add() }
    }

    public func ended(_ step: StepMeasurements) {
        self.stepDuration[step.endpoint, step.failure == nil ? "answered" : "failed"].record(step.measured.duration)
        if let first = step.response?.timeToFirstToken { self.firstToken[step.endpoint].record(first) }
        self.add(step.spending, at: step.endpoint)
        for failed in step.failed {
            self.modelFailures[failed.endpoint, failed.reason.rawValue].add()
            if failed.reason == .init(.truncated) { self.truncatedStreams[failed.endpoint].add() }
            self.add(Spending(.modelFailed(failed)), at: failed.endpoint)
        }
    }

    public func ended(_ call: CallMeasurements) {
        self.toolDuration[call.tool].record(call.measured.duration)
        self.toolCalls[call.tool, call.outcome.rawValue].add()
    }

    private func add(_ spending: Spending, at endpoint: String) {
        let usage = spending.usage
        if usage.input > usage.cachedInput { self.tokens[endpoint, "input"].add(usage.input - usage.cachedInput) }
        if usage.cachedInput > 0 { self.tokens[endpoint, "cached_input"].add(usage.cachedInput) }
        if usage.output > 0 { self.tokens[endpoint, "output"].add(usage.output) }
        if let cost = spending.cost { self.cost[endpoint].add(Int(cost.rawValue)) }
    }
}
