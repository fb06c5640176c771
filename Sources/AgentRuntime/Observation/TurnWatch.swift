import HTTPTransport
import NIOConcurrencyHelpers

/// Measures one turn, and tells an observer of its steps, its calls and its end.
public final class TurnWatch: Sendable {
    private struct State {
        /// How many waits are under way, and since when there has been one.
        var waits = 0
        var waitsSince: ContinuousClock.Instant?
        var waited = Duration.zero
        var model = Duration.zero
        var tools = Duration.zero
        var firstToken: Duration?
        var steps = 0
        var calls: [String] = []
        var spending = Spending()
    }

    private let observer: any AgentObserver
    let turn: TurnIdentity
    private let began = ContinuousClock.now
    private let parent: TraceContext?
    private let state = NIOLockedValueBox(State())
    /// The turn's place in a trace; `nil` where nobody traces it.
    let place: TraceContext?

    /// Begins to measure.
    /// - Parameter parent: where in a trace whoever asked for the turn is.
    init(_ turn: TurnIdentity, for observer: any AgentObserver, below parent: TraceContext? = nil) {
        self.turn = turn
        self.observer = observer
        self.parent = parent
        self.place = observer.place(below: parent)
    }

    /// Measures for nobody.
    static func unobserved(_ session: SessionID, _ number: TurnNumber) -> TurnWatch {
        TurnWatch(
            TurnIdentity(session: session, number: number, region: RegionID(rawValue: "none"), agent: nil),
            for: .none
        )
    }

    /// Runs what is waited for: a model, a tool, or somebody's yes. What runs at the same time counts once.
    func wait<Result>(for body: () async -> Result) async -> Result {
        self.state.withLockedValue { state in
            state.waits += 1
            if state.waits == 1 { state.waitsSince = .now }
        }
        let result = await body()
        self.state.withLockedValue { state in
            state.waits -= 1
            guard state.waits == 0, let since = state.waitsSince else { return }
            state.waited += .now - since
            state.waitsSince = nil
        }
        return result
    }

    /// Waits for a part of the turn, under a place of its own in the trace, which the requests it sends carry.
    func measure<Success, Failure: Error>(
        _ body: () async throws(Failure) -> Success
    ) async -> (Result<Success, Failure>, Measured) {
        let place = self.observer.place(below: self.place)
        let began = ContinuousClock.now
        let result = await TraceContext.$current.withValue(place) {
            await self.wait { () async -> Result<Success, Failure> in
                do throws(Failure) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
        }
        let duration = ContinuousClock.now - began
        return (result, Measured(began: began, duration: duration, place: place, parent: self.place))
    }

    /// A request to a model has ended.
    func ended(_ step: StepMeasurements) {
        self.state.withLockedValue { state in
            state.model += step.measured.duration
            if let response = step.response {
                if state.steps == 0, state.firstToken == nil, let first = response.timeToFirstToken {
                    state.firstToken = (step.measured.began - self.began) + first
                }
                state.steps += 1
            }
            state.spending += step.spending
            for failed in step.failed { state.spending += Spending(.modelFailed(failed)) }
        }
        self.observer.ended(step)
    }

    /// A call has its result.
    func ended(
        _ call: ToolCall,
        _ effect: ToolDefinition.Effect?,
        _ outcome: ToolOutcome,
        _ result: ToolResult,
        _ measured: Measured
    ) {
        let ended = CallMeasurements(
            turn: self.turn,
            measured: measured,
            call: call,
            outcome: outcome,
            result: result,
            effect: effect
        )
        self.state.withLockedValue { state in
            state.tools += measured.duration
            state.calls.append(ended.tool)
        }
        self.observer.ended(ended)
    }

    /// The turn has ended, and its end is on record.
    func end(_ outcome: TurnMeasurements.Outcome) {
        let duration = ContinuousClock.now - self.began
        let state = self.state.withLockedValue(\.self)
        self.observer.ended(
            TurnMeasurements(
                turn: self.turn,
                outcome: outcome,
                measured: Measured(began: self.began, duration: duration, place: self.place, parent: self.parent),
                waited: state.waited,
                model: state.model,
                tools: state.tools,
                firstToken: state.firstToken,
                steps: state.steps,
                calls: state.calls,
                spending: state.spending
            )
        )
    }
}
