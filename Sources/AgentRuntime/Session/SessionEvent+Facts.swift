extension SessionEvent {
    /// The session exists.
    public struct SessionCreated: Hashable, Sendable, Codable {
        /// Whom it is about, as its creator said.
        public var user: String?
        /// Who created it, as a token proved; `nil` where none was asked for.
        public var owner: Subject?
        public var region: RegionID
        /// What the creator attached, without secrets.
        public var metadata: [String: JSONValue]
        /// Names the numbering of the session's first frames.
        public var epoch: FrameEpoch
        /// What the assistant says before anybody asks; its chunk and its `complete` are the session's first two frames.
        public var greeting: String?

        public init(
            user: String?,
            owner: Subject? = nil,
            region: RegionID,
            metadata: [String: JSONValue],
            epoch: FrameEpoch,
            greeting: String? = nil
        ) {
            self.user = user
            self.owner = owner
            self.region = region
            self.metadata = metadata
            self.epoch = epoch
            self.greeting = greeting
        }
    }

    /// The user said something: a turn begins, or waits for its place.
    public struct UserMessage: Hashable, Sendable, Codable {
        public var text: String
        /// The client's own name for the message; the same name twice is the same message.
        public var messageID: String?

        public init(text: String, messageID: String? = nil) {
            self.text = text
            self.messageID = messageID
        }

        private enum CodingKeys: String, CodingKey {
            case text
            case messageID = "message_id"
        }
    }

    /// The model finished a step.
    public struct ModelResponded: Hashable, Sendable, Codable {
        public var text: String
        public var calls: [ToolCall]
        public var finishReason: FinishReason
        public var usage: TokenUsage?
        /// What that cost; `nil` if the model has no price.
        public var cost: Cost?
        public var model: String
        /// Milliseconds from the request to the first text or call.
        public var firstTokenMilliseconds: Int?
        /// Milliseconds from the request to the end of the stream.
        public var milliseconds: Int
        /// Which system prompt was in force: its ``SystemPrompt/digest``.
        public var promptDigest: String
        /// Which generation of the configuration was in force, counted from the service's start; `nil` in journals of before
        /// it was kept.
        public var generation: Int?
        /// What the provider wants back: ``ModelResponse/extra``.
        public var extra: JSONValue?

        public init(
            text: String,
            calls: [ToolCall] = [],
            finishReason: FinishReason = .stop,
            usage: TokenUsage? = nil,
            cost: Cost? = nil,
            model: String,
            firstTokenMilliseconds: Int? = nil,
            milliseconds: Int,
            promptDigest: String,
            generation: Int? = nil,
            extra: JSONValue? = nil
        ) {
            self.text = text
            self.calls = calls
            self.finishReason = finishReason
            self.usage = usage
            self.cost = cost
            self.model = model
            self.firstTokenMilliseconds = firstTokenMilliseconds
            self.milliseconds = milliseconds
            self.promptDigest = promptDigest
            self.generation = generation
            self.extra = extra
        }

        private enum CodingKeys: String, CodingKey {
            case text, calls, usage, cost, model, milliseconds, generation, extra
            case finishReason = "finish_reason"
            case firstTokenMilliseconds = "first_token_milliseconds"
            case promptDigest = "prompt_digest"
        }
    }

    /// A call is about to run. For a write tool this is its intent, on record before anything happens.
    public struct ToolCalled: Hashable, Sendable, Codable {
        public var call: CallID
        public var tool: String
        public var effect: ToolDefinition.Effect

        public init(call: CallID, tool: String, effect: ToolDefinition.Effect) {
            self.call = call
            self.tool = tool
            self.effect = effect
        }

        private enum CodingKeys: String, CodingKey {
            case tool, effect
            case call = "call_id"
        }
    }

    /// A call has its result.
    public struct ToolReturned: Hashable, Sendable, Codable {
        public var call: CallID
        public var outcome: ToolOutcome
        public var result: ToolResult
        public var milliseconds: Int

        /// What the call gave to a person, if it succeeded in that.
        public var handoff: Handoff? { self.outcome == .succeeded ? self.result.handoff : nil }

        public init(call: CallID, outcome: ToolOutcome, result: ToolResult, milliseconds: Int) {
            self.call = call
            self.outcome = outcome
            self.result = result
            self.milliseconds = milliseconds
        }

        private enum CodingKeys: String, CodingKey {
            case outcome, result, milliseconds
            case call = "call_id"
        }
    }

    /// Where the session's frames stood when a turn had ended.
    public struct FramePosition: Hashable, Sendable, Codable {
        public var epoch: FrameEpoch
        /// The number of the turn's last frame.
        public var last: FrameSequence

        public init(epoch: FrameEpoch, last: FrameSequence) {
            self.epoch = epoch
            self.last = last
        }
    }

    /// The turn has its answer.
    public struct TurnCompleted: Hashable, Sendable, Codable {
        /// All the text the client was shown.
        public var text: String
        /// What of it the runtime has said at the end: its question for the user's yes.
        public var question: String?
        public var frames: FramePosition?

        public init(text: String, question: String? = nil, frames: FramePosition? = nil) {
            self.text = text
            self.question = question
            self.frames = frames
        }
    }

    /// The turn can have no answer.
    public struct TurnFailed: Hashable, Sendable, Codable {
        public var code: AgentError.Code
        public var detail: String
        /// The text of the unfinished step, which the client had been shown.
        public var partialText: String
        public var frames: FramePosition?

        public init(code: AgentError.Code, detail: String, partialText: String, frames: FramePosition? = nil) {
            self.code = code
            self.detail = detail
            self.partialText = partialText
            self.frames = frames
        }

        private enum CodingKeys: String, CodingKey {
            case code, detail, frames
            case partialText = "partial_text"
        }
    }

    /// The turn was stopped on request.
    public struct TurnCancelled: Hashable, Sendable, Codable {
        /// The text of the unfinished step, which the client had been shown.
        public var partialText: String
        public var frames: FramePosition?

        public init(partialText: String, frames: FramePosition? = nil) {
            self.partialText = partialText
            self.frames = frames
        }

        private enum CodingKeys: String, CodingKey {
            case frames
            case partialText = "partial_text"
        }
    }

    /// The session is over; its journal stays until the retention time has passed.
    public struct SessionClosed: Hashable, Sendable, Codable {
        /// Why a session ends.
        public enum Reason: String, Hashable, Sendable, Codable {
            /// A client deleted it.
            case deleted
            /// Nobody used it for the idle time.
            case idle
        }

        public var reason: Reason

        public init(reason: Reason) {
            self.reason = reason
        }
    }
}
