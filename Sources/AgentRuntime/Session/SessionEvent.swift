/// One entry of a session's journal: a fact that never changes again.
public struct SessionEvent: Hashable, Sendable {
    /// The version of the envelope's form that is written now.
    public static let currentVersion = 1

    public var version = SessionEvent.currentVersion
    /// Its place in the journal.
    public var sequence: EventSequence
    public var at: Timestamp
    /// The turn it belongs to; `nil` for what concerns the whole session.
    public var turn: TurnNumber?
    public var fact: Fact

    public init(sequence: EventSequence, at: Timestamp, turn: TurnNumber? = nil, fact: Fact) {
        self.sequence = sequence
        self.at = at
        self.turn = turn
        self.fact = fact
    }

    /// What happened.
    public enum Fact: Hashable, Sendable {
        case sessionCreated(SessionCreated)
        case userMessage(UserMessage)
        case modelResponded(ModelResponded)
        case modelFailed(ModelFailed)
        case toolCalled(ToolCalled)
        case toolReturned(ToolReturned)
        case approvalRequested(ApprovalRequested)
        case approvalAnswered(ApprovalAnswered)
        case contextSummarised(ContextSummarised)
        case turnCompleted(TurnCompleted)
        case turnFailed(TurnFailed)
        case turnCancelled(TurnCancelled)
        case sessionClosed(SessionClosed)
        /// Something a newer or other version wrote: kept as it is, skipped by the fold.
        case unknown(type: String, fields: [String: JSONValue])
    }
}
