/// One way to reach a model: it knows a wire format, and nothing of sessions or tools.
public protocol LanguageModel: Sendable {
    /// The model's name, as the journal and the log tell it.
    var name: String { get }

    /// Who serves it, in OpenTelemetry's words for `gen_ai.provider.name` where there is one, such as `mistral_ai`.
    var provider: String { get }

    /// Whether it would be asked now; `false` while its ``CircuitBreaker`` keeps requests away, or those of all that could
    /// answer in its place.
    var isAvailable: Bool { get }

    /// Sends `request` and returns the finished step. Text goes to `sink` the moment it arrives, on the transport's
    /// thread: a sink must not block. Cancelling the calling task closes the stream.
    ///
    /// Nothing has happened yet that could not be asked again: the text can be withdrawn with ``DeltaSink/reset()``, and
    /// tools run only once the step is finished.
    /// - Throws: ``ModelError`` with the text that went to the sink, or `CancellationError` when the task was cancelled.
    ///   A task that is cancelled after a request has failed may get that request's error, so that its count is not lost.
    func respond(to request: ModelRequest, into sink: any DeltaSink) async throws -> ModelResponse
}

extension LanguageModel {
    /// Somebody of their own.
    public var provider: String { "custom" }
    /// It always would.
    public var isAvailable: Bool { true }
}

/// Receives the text of a step while it streams.
public protocol DeltaSink: Sendable {
    /// More text: whole characters in valid UTF-8. The bytes last only for the call.
    func text(_ bytes: Span<UInt8>)
    /// What came so far in this step no longer counts: it is being asked again.
    func reset()
    /// Runs `body`, within which texts come that arrived together: they may be shown together at its end.
    func together(_ body: () -> Void)
}

extension DeltaSink {
    /// Shows each text by itself.
    public func together(_ body: () -> Void) { body() }
}

/// A sink that drops everything.
public struct DiscardingSink: TurnObserver {
    public init() {}
    public func text(_ bytes: Span<UInt8>) {}
    public func reset() {}
    public func stepBegan() {}
    public func called(_ call: ToolCall, as displayName: String) {}
    public func handedOff(_ handoff: Handoff, by call: ToolCall) {}
}

extension TurnObserver where Self == DiscardingSink {
    /// Drops everything.
    public static var discarding: DiscardingSink { DiscardingSink() }
}

/// What the model is asked in one step.
public struct ModelRequest: Sendable {
    /// The system prompt: the same for every request of a region, so that a provider's prompt cache hits.
    public var system: String
    /// The conversation so far.
    public var transcript: Transcript
    /// How the conversation is put into words.
    public var rendering: TranscriptRendering
    public var tools: [ToolDefinition]
    /// How long the step may take.
    public var deadline: Deadline
    /// Whom it is for, so that no session takes more than its share of an endpoint; `nil` where there is none.
    public var session: SessionID?

    public init(
        system: String,
        transcript: Transcript,
        rendering: TranscriptRendering,
        tools: [ToolDefinition],
        deadline: Deadline,
        session: SessionID? = nil
    ) {
        self.system = system
        self.transcript = transcript
        self.rendering = rendering
        self.tools = tools
        self.deadline = deadline
        self.session = session
    }
}

/// A finished step. It was proven finished by its protocol's terminal signal.
public struct ModelResponse: Sendable, Hashable {
    /// All the text that went to the sink.
    public var text: String
    public var calls: [ToolCall]
    public var finishReason: FinishReason
    /// What the provider counted; `nil` if it told nothing.
    public var usage: TokenUsage?
    /// What the provider asks for tokens, as far as configuration says.
    public var price: TokenPrice?
    /// The model that answered, as the provider names it.
    public var model: String
    /// The endpoint that answered, as configuration names it; `nil` where there is but one.
    public var endpoint: String?
    /// Who serves it, see ``LanguageModel/provider``; `nil` where the model that was asked says it.
    public var provider: String?
    /// From the request to the first text or call; `nil` when nothing came.
    public var timeToFirstToken: Duration?
    /// What the provider wants back with the requests that follow, such as sealed reasoning. Only the wire that made it
    /// reads it; it names that wire and the model, and goes to no other. `nil` where there is nothing.
    public var extra: JSONValue?
    /// The step's requests that failed before this one did not.
    public var attempts: [FailedAttempt]

    public init(
        text: String,
        calls: [ToolCall] = [],
        finishReason: FinishReason = .stop,
        usage: TokenUsage? = nil,
        price: TokenPrice? = nil,
        model: String,
        timeToFirstToken: Duration? = nil,
        extra: JSONValue? = nil,
        attempts: [FailedAttempt] = []
    ) {
        self.text = text
        self.calls = calls
        self.finishReason = finishReason
        self.usage = usage
        self.price = price
        self.model = model
        self.timeToFirstToken = timeToFirstToken
        self.extra = extra
        self.attempts = attempts
    }
}

/// Why a model stopped, in the words of the OpenAI wire; other providers' words are kept.
public struct FinishReason: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    /// It had said everything.
    public static let stop = Self(rawValue: "stop")
    /// It wants tools to run.
    public static let toolCalls = Self(rawValue: "tool_calls")
    /// It reached the limit of tokens: the answer is cut short.
    public static let length = Self(rawValue: "length")
    /// The provider withheld the answer.
    public static let contentFilter = Self(rawValue: "content_filter")
    /// The provider rests in the middle of its work: asked again with what it has said, it goes on.
    public static let paused = Self(rawValue: "pause_turn")
    /// The provider did not say.
    public static let unknown = Self(rawValue: "unknown")
}
