/// A message to be answered, and the conversation it stands in.
public struct Turn: Sendable {
    public let number: TurnNumber
    public let session: SessionID
    public let user: String?
    /// When the session began; `nil` where there is none.
    public let sessionStart: Timestamp?
    /// The conversation up to the message and, after an interruption, what the turn had got to.
    public let transcript: Transcript
    public let deadline: Deadline
    /// What the turn has used up before it was interrupted.
    public let spent: Spending
    /// What the session has used up, this turn included.
    public let sessionSpent: Spending
    /// Measures it.
    let watch: TurnWatch

    public init(
        number: TurnNumber,
        session: SessionID,
        user: String?,
        sessionStart: Timestamp? = nil,
        transcript: Transcript,
        deadline: Deadline,
        spent: Spending = Spending(),
        sessionSpent: Spending = Spending(),
        watch: TurnWatch? = nil
    ) {
        self.number = number
        self.session = session
        self.user = user
        self.sessionStart = sessionStart
        self.transcript = transcript
        self.deadline = deadline
        self.spent = spent
        self.sessionSpent = sessionSpent
        self.watch = watch ?? .unobserved(session, number)
    }

    /// The first message of a conversation.
    public init(_ message: String, deadline: Deadline = Deadline(after: .seconds(120))) {
        let number = TurnNumber(rawValue: 1)
        let event = SessionEvent(
            sequence: EventSequence(rawValue: 1),
            at: .now,
            turn: number,
            fact: .userMessage(.init(text: message))
        )
        self.init(
            number: number,
            session: SessionID(),
            user: nil,
            transcript: Transcript(folding: [event]),
            deadline: deadline
        )
    }
}
