public import AgentRuntime
public import Logging

/// Everything that watches a service: its metrics, its log of turns, and its traces where somebody collects them.
public struct Telemetry: Sendable {
    public let metrics: ServiceMetrics
    /// `nil` where nobody collects traces.
    public let spans: SpanExporter?
    /// Tells all of them what turns do.
    public let observer: any AgentObserver

    /// - Parameters:
    ///   - spans: where traces go; nowhere if `nil`.
    ///   - logger: where a line for each turn goes.
    public init(metrics: ServiceMetrics = ServiceMetrics(), spans: SpanExporter? = nil, logger: Logger) {
        self.metrics = metrics
        self.spans = spans
        var observers: [any AgentObserver] = [metrics, TurnLog(logger)]
        if let spans { observers.append(TraceObserver(spans)) }
        self.observer = AgentObservers(observers)
    }
}
