import HTTPTransport
import NIOConcurrencyHelpers

/// Receives the response on the transport's thread: text goes on to the sink at once, the rest is put together for the
/// loop, which wakes when all has come. Events are content to the transport's timers; comments and pings, which servers send
/// while a model thinks, are signs of life.
final class StepStream<Step: WireStep>: HTTPBodySink {
    private struct State {
        var parser = ServerSentEventParser()
        var step: Step
        /// A response that is no event stream: an error, or a server that does not stream.
        var document: [UInt8]?
    }

    private static var maximumDocumentBytes: Int { 4 * 1024 * 1024 }
    private let state: NIOLockedValueBox<State>

    init(_ step: Step) {
        self.state = NIOLockedValueBox(State(step: step))
    }

    func receive(head: HTTPResponseHead) {
        guard let type = head.headers["Content-Type"], type.lowercased().hasPrefix("application/json") else { return }
        self.state.withLockedValue { $0.document = [] }
    }

    func receive(body: Span<UInt8>) -> BodyDemand {
        self.state.withLockedValue { state in
            if state.document != nil {
                body.withUnsafeBufferPointer { state.document?.append(contentsOf: $0) }
                return (state.document?.count ?? 0) <= Self.maximumDocumentBytes ? .more : .enough
            }
            var isContent = false
            do {
                try state.parser.feed(body) { name, data in
                    isContent = isContent || !name.isPing
                    state.step.receive(data, named: name)
                }
            } catch {
                state.step.fail(.protocolViolation, "\(error)")
            }
            return state.step.isOver ? .enough : isContent ? .more : .keptAlive
        }
    }

    /// The finished step.
    /// - Throws: ``ModelError`` when it is not finished.
    func response(as name: String) throws(ModelError) -> ModelResponse {
        let result = self.state.withLockedValue { state in
            if let document = state.document {
                state.document = nil
                state.step.receive(document: document.span)
            } else if state.parser.finish(), !state.step.isFinished {
                state.step.fail(.truncated, "The stream ended in the middle of an event.")
            }
            return state.step.result(as: name)
        }
        return try result.get()
    }

    /// The step if its terminal signal came, whatever happened to the connection after it.
    func responseIfFinished(as name: String) -> ModelResponse? {
        self.state.withLockedValue(\.step.isFinished) ? try? self.response(as: name) : nil
    }

    /// What a failed transfer means, together with what had come by then.
    /// - Parameter timeouts: the limits it had.
    func error(for error: HTTPTransportError, within timeouts: HTTPTimeouts) -> ModelError {
        self.state.withLockedValue {
            $0.step.failure ?? ModelError(error, within: timeouts, partialText: $0.step.text, usage: $0.step.usage)
        }
    }
}

extension Span<UInt8> {
    /// Whether an event of this name is a sign of life and nothing else.
    fileprivate var isPing: Bool {
        self.count == 4 && self.withUnsafeBufferPointer { $0.elementsEqual("ping".utf8) }
    }
}
