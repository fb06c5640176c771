public import AgentRuntime
import NIOConcurrencyHelpers

/// A model that answers from a script, one ``ScriptedStep`` per request, and remembers what it was asked.
///
/// A request beyond the script's end is a ``ScriptedModelError`` that says which one it was.
public final class ScriptedModel: LanguageModel {
    private struct State {
        var script: [ScriptedStep]
        var requests: [ModelRequest] = []

        /// The first request beyond the script's end.
        var overrun: ScriptedModelError? {
            guard self.requests.count > self.script.count else { return nil }
            return ScriptedModelError(request: self.script.count + 1, steps: self.script.count)
        }
    }

    /// What the model calls itself.
    public let name: String
    private let price: TokenPrice?
    private let state: NIOLockedValueBox<State>

    /// - Parameters:
    ///   - script: the answers, in the order of the requests.
    ///   - name: what the model calls itself. Default `scripted`.
    ///   - price: what it asks for tokens. Default nothing that anybody knows.
    public init(_ script: [ScriptedStep], name: String = "scripted", price: TokenPrice? = nil) {
        self.name = name
        self.price = price
        self.state = NIOLockedValueBox(State(script: script))
    }

    /// - Parameter script: the answers, in the order of the requests.
    public convenience init(_ script: ScriptedStep...) {
        self.init(script)
    }

    /// What the model was asked, in order.
    public var requests: [ModelRequest] { self.state.withLockedValue(\.requests) }

    /// The first request for which the script had no answer; `nil` while there was none.
    public var overrun: ScriptedModelError? { self.state.withLockedValue(\.overrun) }

    /// How many steps of the script nobody has asked for.
    public var unusedSteps: Int {
        self.state.withLockedValue { max(0, $0.script.count - $0.requests.count) }
    }

    /// Adds steps to the end of the script.
    public func append(_ steps: ScriptedStep...) {
        self.state.withLockedValue { $0.script.append(contentsOf: steps) }
    }

    /// Plays the script's next step.
    /// - Throws: what the step fails with, ``ScriptedModelError`` beyond the last.
    public func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse {
        let (number, count, step) = self.state.withLockedValue { state in
            state.requests.append(request)
            let index = state.requests.count - 1
            return (index + 1, state.script.count, state.script.indices.contains(index) ? state.script[index] : nil)
        }
        guard let step else { throw ScriptedModelError(request: number, steps: count) }
        do {
            var response = try await step.play(into: sink, model: self.name)
            response.price = self.price
            return response
        } catch let error as ModelError {
            var priced = error
            priced.price = error.price ?? self.price
            throw priced
        }
    }
}

extension LanguageModel where Self == ScriptedModel {
    /// A model that answers from this script.
    public static func script(_ steps: ScriptedStep...) -> ScriptedModel { ScriptedModel(steps) }
}

/// A request for which the script has no answer.
public struct ScriptedModelError: Error, Hashable, CustomStringConvertible {
    /// Which request it was, counted from 1.
    public let request: Int
    /// How many steps the script has.
    public let steps: Int

    /// Which request has no answer, and what to do.
    public var description: String {
        "The scripted model was asked \(self.request) times but its script has \(self.steps) steps. Add the missing step."
    }
}
