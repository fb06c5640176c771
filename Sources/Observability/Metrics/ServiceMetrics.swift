import AgentRuntime

/// The metrics of one service. Each service has its own, so that tests can run several in one process.
public final class ServiceMetrics: Sendable {
    let turnDuration = MetricFamily(.turnDuration) { Histogram() }
    let gatewayOverhead = MetricFamily(.gatewayOverhead) { Histogram(Histogram.work) }
    let turnFailures = MetricFamily(.turnFailures) { Counter() }
    let stepDuration = MetricFamily(.stepDuration) { Histogram() }
    let firstToken = MetricFamily(.firstToken) { Histogram() }
    let toolDuration = MetricFamily(.toolDuration) { Histogram() }
    let toolCalls = MetricFamily(.toolCalls) { Counter() }
    let tokens = MetricFamily(.tokens) { Counter() }
    /// In 10⁻¹² units of the currency, see ``AgentRuntime/Cost``.
    let cost = MetricFamily(.cost) { Counter() }
    let modelFailures = MetricFamily(.modelFailures) { Counter() }
    let truncatedStreams = MetricFamily(.truncatedStreams) { Counter() }
    let requests = MetricFamily(.requests) { Histogram(Histogram.work) }
    let reloads = MetricFamily(.reloads) { Counter() }
    private let refusals = MetricFamily(.refusals) { Counter() }
    private let started = Timestamp.now

    /// Frames sent to sockets.
    public let frames = Counter()
    /// Sockets let go because they were too slow.
    public let slowSockets = Counter()
    /// Spans of traces that could not be delivered.
    public let droppedSpans = Counter()

    public init() {}

    /// A request, a message or a connection was refused.
    /// - Parameter reason: the limit that it met, such as `session_messages`, else the error's code, such as `invalid_token`.
    public func refused(_ reason: String) {
        self.refusals[reason].add()
    }

    /// A request was answered.
    /// - Parameter route: as the router knows it, without the values of its parameters.
    public func answered(_ route: String, status: Int, after duration: Duration) {
        self.requests[route, "\(status)"].record(duration)
    }

    /// A changed configuration was accepted or refused.
    public func reloaded(accepted: Bool) {
        self.reloads[accepted ? "accepted" : "refused"].add()
    }

    /// The media type of ``text(_:)``.
    public static let contentType = PrometheusText.contentType

    /// All metrics in Prometheus's text format.
    public func text(_ now: ServiceReadings) -> String {
        var text = PrometheusText()
        text.write(self.turnDuration)
        text.write(self.gatewayOverhead)
        text.write(self.turnFailures)
        text.write(self.stepDuration)
        text.write(self.firstToken)
        text.write(self.toolDuration)
        text.write(self.toolCalls)
        text.write(self.tokens)
        text.write(self.cost, per: 1e12)
        text.write(self.modelFailures)
        text.write(self.truncatedStreams)
        text.write(.breakerState, now.breakerSamples)
        text.write(.sessions, now.sessions)
        text.write(.sessionsInMemory, now.sessionsInMemory)
        text.write(.damagedSessions, now.damagedSessions)
        text.write(.sockets, now.sockets)
        text.write(.queuedBytes, now.queuedBytes)
        text.write(.frames, self.frames.count)
        text.write(.slowSockets, self.slowSockets.count)
        text.write(self.requests)
        text.write(self.refusals)
        text.write(.generation, now.generation)
        text.write(self.reloads)
        text.write(.ready, now.isReady ? 1 : 0)
        text.write(.droppedSpans, self.droppedSpans.count)
        text.write(.build, [([now.version], 1)])
        text.write(.startTime, [([], Double(self.started.milliseconds) / 1000)])
        let process = ProcessReadings()
        text.write(.cpuTime, [([], process.cpuTime.inSeconds)])
        text.write(.memory, process.residentBytes)
        text.write(.descriptors, process.openDescriptors)
        text.write(.mostDescriptors, process.mostDescriptors)
        return text.text
    }
}

extension PrometheusText {
    fileprivate mutating func write(_ metric: Metric, _ value: Int) {
        self.write(metric, [([], Double(value))])
    }
}
