import NIOConcurrencyHelpers

extension Session {
    /// What the journal says, read again if it has left memory.
    /// - Throws: ``SessionStoreError``.
    @discardableResult
    func load() async throws -> Resident {
        if let resident = self.state.withLockedValue(\.resident) { return resident }
        let loaded = self.makeResident(of: try await self.services.store.events(of: self.id, after: .start))
        return self.state.withLockedValue { state in
            if state.resident == nil { state.resident = loaded }
            return state.resident ?? loaded
        }
    }

    /// What the journal says, with all that has happened on record.
    /// - Throws: ``SessionStoreError``.
    func loadSettled() async throws -> Resident {
        try await self.load().journal.settle()
        return try await self.load()
    }

    /// Folds a journal and opens its writing end.
    func makeResident(of events: [SessionEvent]) -> Resident {
        var turns: [String: TurnNumber] = [:]
        var spent: [TurnNumber: Spending] = [:]
        for event in events {
            if case .userMessage(let message) = event.fact, let id = message.messageID { turns[id] = event.turn }
            if let turn = event.turn { spent[turn, default: Spending()] += Spending(event.fact) }
        }
        let journal = Journal(
            session: self.id,
            after: events.last?.sequence ?? .start,
            store: self.services.store,
            now: self.services.now,
            stored: { [weak self] in self?.fold($0) }
        )
        return Resident(transcript: Transcript(folding: events), turns: turns, spent: spent, journal: journal)
    }

    private func fold(_ events: [SessionEvent]) {
        self.state.withLockedValue { state in
            state.progress += SessionProgress(of: events)
            for event in events {
                state.resident?.transcript.apply(event)
                if case .userMessage(let message) = event.fact, let id = message.messageID {
                    state.resident?.turns[id] = event.turn
                }
                if let turn = event.turn {
                    state.resident?.spent[turn, default: Spending()] += Spending(event.fact)
                }
            }
        }
    }

    /// The conversation as clients are shown it, read again if it has left memory.
    /// - Throws: ``SessionStoreError``.
    public func history() async throws -> [ChatMessage] {
        try await self.load()
        return self.messages
    }

    /// The conversation as clients are shown it.
    public var messages: [ChatMessage] {
        let transcript = self.state.withLockedValue { $0.resident?.transcript }
        let greeting = self.greeting.map {
            ChatMessage(role: .assistant, content: $0, turn: .beforeAll, at: self.createdAt)
        }
        return (greeting.map { [$0] } ?? [])
            + (transcript?.turns ?? []).flatMap { turn in
                let question = ChatMessage(
                    role: .user,
                    content: turn.message,
                    turn: turn.number,
                    at: turn.at,
                    handoff: turn.handoff
                )
                let answer = turn.shownText
                guard turn.ending != nil, !answer.isEmpty else { return [question] }
                return [question, ChatMessage(role: .assistant, content: answer, turn: turn.number, at: turn.at)]
            }
    }

    /// Drops from memory what can come back, if nobody has needed it since `unused`. Ends of turns that could not be stored
    /// cannot come back: that is tried again.
    /// - Parameter forgotten: frames of turns that ended before are dropped too.
    /// - Returns: whether nothing is left that anybody needs.
    func unload(unusedSince unused: Timestamp, framesBefore forgotten: Timestamp) -> Bool {
        let hasFrames = self.frames.forget(endedBefore: forgotten)
        let (isUnused, isInArrears) = self.state.withLockedValue { state in
            if let journal = state.resident?.journal, journal.isInArrears { return (false, !journal.isWriting) }
            guard state.inbox.isEmpty, state.waiting.isEmpty, !state.isBusy, state.progress.closedAt == nil,
                max(state.lastSeen, state.progress.lastUsedAt) < unused
            else { return (false, false) }
            state.resident = nil
            state.cancelled = []
            return (true, false)
        }
        if isInArrears { _ = self.services.submit { await self.settle() } }
        return isUnused && !hasFrames && self.frames.sinkCount == 0
    }

    /// Whether a socket is attached, or somebody has used the session since `instant`.
    func isInUse(since instant: Timestamp) -> Bool {
        self.frames.sinkCount > 0
            || self.state.withLockedValue { !$0.waiting.isEmpty || max($0.lastSeen, $0.progress.lastUsedAt) >= instant }
    }
}

extension SessionEvent.FramePosition {
    /// Where the journal left the frames: as its last turn ended, or in a new epoch after an interruption.
    init(folding events: [SessionEvent]) {
        var position = Self(epoch: FrameEpoch(), last: .start)
        var open: Set<TurnNumber> = []
        for event in events {
            switch event.fact {
            case .sessionCreated(let created):
                position = Self(epoch: created.epoch, last: created.greeting == nil ? .start : FrameLog.endOfGreeting)
            case .userMessage: if let turn = event.turn { open.insert(turn) }
            case .turnCompleted(let ended): position = ended.frames ?? position
            case .turnFailed(let ended): position = ended.frames ?? position
            case .turnCancelled(let ended): position = ended.frames ?? position
            default: break
            }
            if event.fact.endsTurn, let turn = event.turn { open.remove(turn) }
        }
        // A turn that did not end may have shown frames that nobody numbered for us.
        self = open.isEmpty ? position : Self(epoch: FrameEpoch(), last: .start)
    }
}

extension TurnNumber {
    /// What the greeting belongs to: no turn, and before all of them.
    static let beforeAll = TurnNumber(rawValue: 0)
}

extension SessionEvent.Fact {
    /// The greeting with which a session was created.
    var greeting: String? {
        if case .sessionCreated(let created) = self { created.greeting } else { nil }
    }

    /// Whether the fact is the last of its turn.
    var endsTurn: Bool {
        switch self {
        case .turnCompleted, .turnFailed, .turnCancelled: true
        default: false
        }
    }
}
