/// One frame of the chat protocol: a JSON object whose `type` names the case.
public enum ChatFrame: Hashable, Sendable {
    /// A socket is attached; for that socket alone. `recovered` tells a client that came back whether it has missed nothing.
    case connected(FrameEpoch, recovered: Bool?)
    /// A turn begins.
    case typing
    /// A turn has ended.
    case ready
    /// An invocation of a tool begins. `name` is the one shown to people.
    case functionCalled(name: String, tool: String, call: CallID, turn: TurnNumber)
    /// The conversation is given to a person, by that call.
    case handoff(Handoff, tool: String, call: CallID, turn: TurnNumber)
    /// A call waits for the user's yes. `name` is the one shown to people.
    case approvalRequired(PendingApproval, name: String)
    /// The chunks from `from` on no longer count: the step is asked again.
    case stepReset(turn: TurnNumber, from: FrameSequence)
    /// The turn's answer: all chunks that were not withdrawn. `usage` is what the turn has used up.
    case complete(fullResponse: String, turn: TurnNumber, usage: TokenUsage? = nil)
    /// The turn, or the client's message, failed. `retryAfter` is how long to wait before sending again, `messageID` names
    /// the message that was not taken.
    case error(
        code: AgentError.Code,
        detail: String,
        isRetryable: Bool,
        retryAfter: Duration? = nil,
        messageID: String? = nil
    )
    /// The message with that id is on record; for its sender alone.
    case accepted(messageID: String, turn: TurnNumber)
    /// The whole conversation, for a client that came back and cannot be sent what it missed. `approval` is the call that
    /// waits for the user's yes.
    case snapshot(messages: [ChatMessage], live: LiveTurn?, approval: PendingApproval?)

    /// The turn that is running, and its text so far.
    public struct LiveTurn: Hashable, Sendable {
        public let number: TurnNumber
        public let text: String
    }

    /// Whether only clients that asked for all frames are sent it.
    public var isExtension: Bool {
        switch self {
        case .handoff, .stepReset, .snapshot, .approvalRequired: true
        case .connected, .typing, .ready, .functionCalled, .complete, .error, .accepted: false
        }
    }
}

/// What a person or the assistant said, as clients are shown it.
public struct ChatMessage: Hashable, Sendable {
    /// Who spoke.
    public enum Role: String, Hashable, Sendable {
        case user, assistant
    }

    public let role: Role
    public let content: String
    public let turn: TurnNumber
    /// When the message that began the turn arrived.
    public let at: Timestamp
    /// That the turn which a user's message began has given the conversation to a person.
    public var handoff: Handoff?
}

/// A frame as it crosses the wire: JSON in UTF-8, encoded once for all sockets.
public struct EncodedFrame: Sendable {
    public let sequence: FrameSequence
    public let bytes: [UInt8]
    /// Whether only clients that asked for all frames are sent it.
    public let isExtension: Bool
    /// What a chunk is a piece of; `nil` for all other frames.
    let chunk: Chunk?

    /// Where a chunk's text stands.
    struct Chunk: Hashable, Sendable {
        /// The first frame of the step that it belongs to.
        let step: FrameSequence
        /// The text in the frame's bytes, as JSON writes it, without the quotes.
        let content: Range<Int>
    }

    /// The frame's JSON.
    public var text: String { String(decoding: self.bytes, as: UTF8.self) }
}

/// Where encoded frames go: a socket, an event-stream response, an array in a test.
public protocol FrameSink: Sendable {
    /// Takes one encoded frame without blocking; `false` when its buffer is full and it lets go of its client.
    func enqueue(_ frame: EncodedFrame) -> Bool
    /// Takes one encoded frame that may wait for ``flush()``, which follows shortly; otherwise as ``enqueue(_:)``.
    func hold(_ frame: EncodedFrame) -> Bool
    /// No frame may wait any longer.
    func flush()
    /// There will be no more frames.
    func finish(_ reason: FrameSinkEnding)
}

extension FrameSink {
    /// Lets nothing wait.
    public func hold(_ frame: EncodedFrame) -> Bool { self.enqueue(frame) }
    public func flush() {}
}

/// Why a session stops sending frames.
public enum FrameSinkEnding: Hashable, Sendable {
    /// The session is over.
    case sessionClosed
    /// The service stops; the session lives on.
    case serviceStopping
}
