public import AgentRuntime

/// An invented session on its way into a store: numbers its events and knows what the store must give back.
public struct StoredSession: Sendable {
    /// The record as it must come back.
    public private(set) var record: SessionRecord
    /// The events as they must come back.
    public private(set) var events: [SessionEvent]

    /// - Parameters:
    ///   - at: when it was created, in milliseconds since 1970; its events follow a millisecond apart.
    public init(
        at milliseconds: Int64 = 1_700_000_000_000,
        user: String? = "anna",
        owner: Subject? = "subject-1",
        region: RegionID = RegionID(rawValue: "lombardia"),
        metadata: [String: JSONValue] = ["lang": "it", "nested": ["n": [1, 2.5, nil, true]]]
    ) {
        let at = Timestamp(milliseconds: milliseconds)
        let created = SessionEvent.SessionCreated(
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            epoch: FrameEpoch()
        )
        self.events = [SessionEvent(sequence: EventSequence.start.next, at: at, fact: .sessionCreated(created))]
        self.record = SessionRecord(
            id: SessionID(),
            createdAt: at,
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            progress: SessionProgress(of: self.events)
        )
    }

    /// The session's name in the store.
    public var id: SessionID { self.record.id }
    /// The number of the last event.
    public var last: EventSequence { self.events.last?.sequence ?? .start }

    /// Numbers facts as the next events and takes them in.
    /// - Returns: the events, to be appended after the number ``last`` had before.
    @discardableResult
    public mutating func add(_ facts: SessionEvent.Fact..., turn: Int? = nil) -> [SessionEvent] {
        self.add(facts, turn: turn)
    }

    /// Numbers facts as the next events and takes them in.
    @discardableResult
    public mutating func add(_ facts: [SessionEvent.Fact], turn: Int? = nil) -> [SessionEvent] {
        let added = facts.enumerated().map { index, fact in
            SessionEvent(
                sequence: EventSequence(rawValue: self.last.rawValue + Int64(index) + 1),
                at: Timestamp(milliseconds: self.record.createdAt.milliseconds + self.last.rawValue + Int64(index)),
                turn: turn.map(TurnNumber.init),
                fact: fact
            )
        }
        self.events += added
        self.record.progress += SessionProgress(of: added)
        return added
    }

    /// Stores the session and all its events.
    public func store(in store: any SessionStore) async throws(SessionStoreError) {
        guard let first = self.events.first else { return }
        var created = self.record
        created.progress = SessionProgress(of: [first])
        try await store.create(created, event: first)
        if self.events.count > 1 {
            try await store.append(Array(self.events.dropFirst()), to: self.id, after: first.sequence)
        }
    }

    /// The facts of a turn in which a tool runs.
    public static func turn(_ number: Int, message: String = "Quanto costa?") -> [SessionEvent.Fact] {
        let call = CallID(turn: TurnNumber(rawValue: number), number: 1)
        return [
            .userMessage(.init(text: message, messageID: "m\(number)")),
            .modelResponded(
                .init(
                    text: "Guardo.",
                    calls: [ToolCall(id: call, name: "get_price", arguments: ["sport": "calcio"])],
                    finishReason: .toolCalls,
                    usage: TokenUsage(input: 10, output: 2, cachedInput: 3),
                    cost: Cost(rawValue: 7),
                    model: "scripted",
                    firstTokenMilliseconds: 1,
                    milliseconds: 2,
                    promptDigest: "0123456789abcdef",
                    extra: ["wire": "scripted", "parts": [["kept": ["sealed": "…"]]]]
                )
            ),
            .toolCalled(.init(call: call, tool: "get_price", effect: .read)),
            .toolReturned(
                .init(
                    call: call,
                    outcome: .succeeded,
                    result: ToolResult("52 €", instruction: "Sii breve."),
                    milliseconds: 3
                )
            ),
            .turnCompleted(
                .init(
                    text: "Guardo.\n\nCosta 52 €. 👩🏽‍⚕️\u{0}",
                    frames: .init(epoch: FrameEpoch(), last: FrameSequence(rawValue: 9))
                )
            ),
        ]
    }
}
