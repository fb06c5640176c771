/// One step as a provider's stream tells it, put together on the transport's thread.
///
/// Text goes to the sink the moment it is read; calls, usage and the proof that the step is finished are kept for the end.
protocol WireStep: Sendable {
    /// Whether nothing that still comes can change anything.
    var isOver: Bool { get }
    /// Whether the protocol's terminal signal has come.
    var isFinished: Bool { get }
    /// The text that went to the sink so far.
    var text: String { get }
    /// What the provider has counted so far.
    var usage: TokenUsage? { get }
    /// What the provider, or the stream, was found to be wrong with.
    var failure: ModelError? { get }

    /// Takes in one server-sent event. `name` is empty where the wire names none.
    mutating func receive(_ data: Span<UInt8>, named name: Span<UInt8>)
    /// Takes in a whole response that is no event stream: an error, or the answer of a server that does not stream.
    mutating func receive(document: Span<UInt8>)
    /// Notes what is wrong, unless something was before.
    mutating func fail(_ reason: ModelError.Reason, _ detail: String)
    /// The step if it is finished, or why it is not.
    mutating func result(as name: String) -> Result<ModelResponse, ModelError>
}
