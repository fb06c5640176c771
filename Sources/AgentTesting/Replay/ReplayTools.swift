public import AgentRuntime
import NIOConcurrencyHelpers

/// Tools that answer from a recording: a call with the same name and arguments gets the result on record; of several such
/// calls, each gets its own, in order.
///
/// A call that is not on record gets a failure that names it, and ``verify()`` fails the test by that name.
public final class ReplayTools: Sendable {
    /// A call as it is looked up.
    public struct Call: Hashable, Sendable, CustomStringConvertible {
        /// The name of the tool.
        public let tool: String
        /// The arguments as the tool's schema mends them.
        public let arguments: JSONValue

        /// The call as code writes it: `get_price({"sport":"calcio"})`.
        public var description: String { "\(self.tool)(\(self.arguments))" }
    }

    private struct State {
        var recorded: [Call: [SessionEvent.ToolReturned]]
        var unrecorded: [Call] = []
    }

    private let definitions: [ToolDefinition]
    private let state: NIOLockedValueBox<State>

    /// - Parameter definitions: tools as the model is told them now, whether or not they are on record. Tools on record
    ///   that are not among them take any object.
    public init(_ recording: SessionRecording, definitions: [ToolDefinition] = []) {
        var known = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var recorded: [Call: [SessionEvent.ToolReturned]] = [:]
        for made in recording.calls where made.returned?.outcome != .unknownTool {
            // The runtime answers a repeated write, and a call that needs a yes, itself, this time too.
            if let outcome = made.returned?.outcome, Self.outcomesOfTheRuntime.contains(outcome) { continue }
            let name = made.call.name
            let definition =
                known[name]
                ?? ToolDefinition(
                    name: name,
                    description: "Answers from a recording.",
                    parameters: MockTool.anyObject,
                    effect: made.effect
                )
            known[name] = definition
            guard let returned = made.returned, let call = Call(made.call, for: definition) else { continue }
            recorded[call, default: []].append(returned)
        }
        self.definitions = known.values.sorted { $0.name < $1.name }
        self.state = NIOLockedValueBox(State(recorded: recorded))
    }

    private static let outcomesOfTheRuntime: Set<ToolOutcome> = [.repeated, .awaitingApproval, .notApproved]

    /// The tools, in the order of their names.
    public var tools: [any Tool] {
        self.definitions.map { definition in
            MockTool(
                definition.name,
                effect: definition.effect,
                description: definition.description,
                parameters: definition.parameters
            ) { arguments, _ in
                try self.answer(Call(tool: definition.name, arguments: arguments))
            }
        }
    }

    /// Calls that were not on record, in order.
    public var unrecordedCalls: [Call] { self.state.withLockedValue(\.unrecorded) }

    /// Calls on record that nobody has made, in the order of their names.
    public var unusedCalls: [Call] {
        self.state.withLockedValue { state in
            state.recorded.flatMap { call, results in results.map { _ in call } }
                .sorted { $0.description < $1.description }
        }
    }

    /// - Throws: ``ReplayError`` if a call was not on record.
    public func verify() throws(ReplayError) {
        let unrecorded = self.unrecordedCalls
        if !unrecorded.isEmpty { throw ReplayError(unrecordedCalls: unrecorded) }
    }

    private func answer(_ call: Call) throws(ToolFailure) -> ToolResult {
        let returned: SessionEvent.ToolReturned? = self.state.withLockedValue { state in
            guard var results = state.recorded[call] else {
                state.unrecorded.append(call)
                return nil
            }
            let next = results.removeFirst()
            state.recorded[call] = results.isEmpty ? nil : results
            return next
        }
        guard let returned else { throw ToolFailure("The recording has no call \(call).") }
        guard returned.outcome == .succeeded else { throw ToolFailure(returned.result.text) }
        return returned.result
    }
}

extension ReplayTools.Call {
    /// The call as the tool gets it: with its arguments as the schema mends them. `nil` if they are not JSON, so that they
    /// never reach a tool.
    init?(_ call: ToolCall, for definition: ToolDefinition) {
        let written = call.arguments.allSatisfy(\.isWhitespace) ? "{}" : call.arguments
        guard let arguments = try? JSONValue(parsing: written) else { return nil }
        self.init(
            tool: call.name,
            arguments: (try? definition.parameters.validated(arguments)) ?? arguments
        )
    }
}

/// A replay went another way than its recording.
public struct ReplayError: Error, Hashable, CustomStringConvertible {
    /// The calls that are not on record, in order.
    public let unrecordedCalls: [ReplayTools.Call]

    /// Which calls are not on record, and what to do.
    public var description: String {
        let calls = self.unrecordedCalls.map(\.description).joined(separator: ", ")
        return "The recording has no call \(calls). Record the session again, or mend what made the call."
    }
}
