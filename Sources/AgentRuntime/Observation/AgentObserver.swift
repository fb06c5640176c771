public import HTTPTransport

/// Told what turns do, by those who measure, log or trace it. The runtime knows no more of them than this.
///
/// It is told on whatever task did it, once per turn, step and call, never per token; it must not block. What it is told
/// holds messages and results: whoever passes those on must have been asked to.
public protocol AgentObserver: Sendable {
    /// The place in a trace of something that begins below `parent`; `nil` where nobody traces it.
    func place(below parent: TraceContext?) -> TraceContext?
    /// A turn has ended.
    func ended(_ turn: TurnMeasurements)
    /// The model has answered a request, or has not.
    func ended(_ step: StepMeasurements)
    /// A tool call has its result.
    func ended(_ call: CallMeasurements)
}

extension AgentObserver {
    /// Hands on where the parent is.
    public func place(below parent: TraceContext?) -> TraceContext? { parent }
    public func ended(_ turn: TurnMeasurements) {}
    public func ended(_ step: StepMeasurements) {}
    public func ended(_ call: CallMeasurements) {}
}

/// An observer that does not care.
public struct NoObserver: AgentObserver {
    public init() {}
}

extension AgentObserver where Self == NoObserver {
    /// Does not care.
    public static var none: NoObserver { NoObserver() }
}

/// Several observers, told in this order. The first that traces says where in a trace things are.
public struct AgentObservers: AgentObserver {
    private let all: [any AgentObserver]

    public init(_ all: [any AgentObserver]) {
        self.all = all
    }

    public func place(below parent: TraceContext?) -> TraceContext? {
        for observer in self.all {
            let place = observer.place(below: parent)
            if place != parent { return place }
        }
        return parent
    }

    public func ended(_ turn: TurnMeasurements) { for observer in self.all { observer.ended(turn) } }
    public func ended(_ step: StepMeasurements) { for observer in self.all { observer.ended(step) } }
    public func ended(_ call: CallMeasurements) { for observer in self.all { observer.ended(call) } }
}
