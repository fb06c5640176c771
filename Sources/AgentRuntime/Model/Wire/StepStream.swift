import HTTPTransport
import NIOConcurrencyHelpers

/// Receives the response on the transport's thread: text goes on to the sink at once, the rest is put together for the
/// loop, which wakes when all has come. Events are content to the transport's timers; comments and pings, which servers send
/// while a model thinks, are signs of life.
final class StepStream: HTTPBodySink {
    private struct State {
        var parser = ServerSentEventParser()
        var step: any WireStep
        /// A response that is no event stream: an error, or a server that does not stream.
        var document: [UInt8]?

        mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> BodyDemand {
            if self.document != nil {
                self.document?.append(contentsOf: bytes)
                return (self.document?.count ?? 0) <= StepStream.maximumDocumentBytes ? .more : .enough
            }
            var isContent = false
            do {
                try self.parser.feed(bytes.span) { name, data in
                    isContent = isContent || !(name.isPing || data.isEmpty)
                    self.step.receive(data, named: name)
                }
            } catch {
                self.step.fail(.protocolViolation, "\(error)")
            }
            return self.step.isOver ? .enough : isContent ? .more : .keptAlive
        }
    }

    private static let maximumDocumentBytes = 4 * 1024 * 1024
    /// Bytes of a piece of the body from which on it is worth showing its events together: fewer are one event or two.
    private static let burstBytes = 512
    private let sink: any DeltaSink
    private let state: NIOLockedValueBox<State>

    /// - Parameter step: makes the step, which sends its text to `sink`.
    init(into sink: any DeltaSink, reading step: (any DeltaSink) -> any WireStep) {
        self.sink = sink
        self.state = NIOLockedValueBox(State(step: step(sink)))
    }

    func receive(head: HTTPResponseHead) {
        guard let type = head.headers["Content-Type"], type.lowercased().hasPrefix("application/json") else { return }
        self.state.withLockedValue { $0.document = [] }
    }

    func receive(body: Span<UInt8>) -> BodyDemand {
        var demand = BodyDemand.more
        body.withUnsafeBufferPointer { bytes in
            if bytes.count < Self.burstBytes {
                demand = self.state.withLockedValue { $0.receive(bytes) }
            } else {
                self.sink.together { demand = self.state.withLockedValue { $0.receive(bytes) } }
            }
        }
        return demand
    }

    /// What came of the step.
    /// - Parameters:
    ///   - failure: why the transfer failed; `nil` if it ended in good order.
    ///   - timeouts: the limits it had.
    ///   - name: what the model is called where the provider does not say.
    func outcome(
        after failure: HTTPTransportError?,
        within timeouts: HTTPTimeouts,
        as name: String
    ) -> Result<ModelResponse, ModelError> {
        self.state.withLockedValue { state in
            // A stream that was cut after its terminal signal lost nothing.
            if let failure, !state.step.isFinished {
                if let known = state.step.failure { return .failure(known) }
                let (text, usage) = (state.step.text, state.step.usage)
                return .failure(ModelError(failure, within: timeouts, partialText: text, usage: usage))
            }
            if let document = state.document {
                state.document = nil
                state.step.receive(document: document.span)
            } else if state.parser.finish(), !state.step.isOver, !state.step.isFinished {
                state.step.fail(.truncated, "The stream ended in the middle of an event.")
            }
            return state.step.result(as: name)
        }
    }
}

extension Span<UInt8> {
    /// Whether an event of this name is a sign of life and nothing else.
    fileprivate var isPing: Bool {
        self.count == 4 && self.withUnsafeBufferPointer { $0.elementsEqual("ping".utf8) }
    }
}
