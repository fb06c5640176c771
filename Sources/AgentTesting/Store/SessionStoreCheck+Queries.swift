import AgentRuntime

extension SessionStoreCheck {
    func progressIsCounted() async throws {
        var session = StoredSession()
        try await session.store(in: self.store)
        let steps: [(facts: [SessionEvent.Fact], turn: Int)] = [
            ([Self.message], 1), (Array(StoredSession.turn(1).dropFirst()), 1), (StoredSession.turn(2), 2),
            ([Self.message, Self.message], 3), ([.turnCancelled(.init(partialText: "Gua", frames: nil))], 3),
            ([.turnFailed(.init(code: .emptyResponse, detail: "Niente.", partialText: "", frames: nil))], 4),
            (Self.requests, 4), ([.sessionClosed(.init(reason: .idle))], 0),
        ]
        for step in steps {
            let after = session.last
            try await self.store.append(session.add(step.facts, turn: step.turn), to: session.id, after: after)
            try self.require(try await self.store.session(session.id)?.progress, is: session.record.progress)
        }
        try self.require(session.record.progress.openTurns, is: 0)
        try self.require(
            session.record.progress.usage,
            is: TokenUsage(input: 150, output: 37, cachedInput: 6, isEstimated: true)
        )
        try self.require(session.record.progress.cost, is: Cost(rawValue: 12_014))
    }

    /// Requests beside the conversation: one that cost something, one that nobody knows the price of, one that was refused.
    static let requests: [SessionEvent.Fact] = [
        .contextSummarised(
            .init(
                through: TurnNumber(rawValue: 1),
                text: "Chiede prezzi.",
                usage: TokenUsage(input: 100, output: 30),
                cost: Cost(rawValue: 12_000),
                model: "scripted",
                milliseconds: 5
            )
        ),
        .modelFailed(
            .init(
                reason: .cancelled,
                endpoint: "scripted",
                model: "scripted",
                usage: TokenUsage(input: 30, output: 3, isEstimated: true),
                milliseconds: 5
            )
        ),
        .modelFailed(
            .init(reason: .init(.rateLimited), endpoint: "other", model: "m", usage: nil, milliseconds: 1)
        ),
    ]

    func queriesFilter() async throws {
        let hour: Int64 = 3_600_000
        let piemonte = RegionID(rawValue: "piemonte")
        let idle = StoredSession(at: 0, owner: nil, region: piemonte)
        var open = StoredSession(at: hour)
        open.add(Self.message, turn: 1)
        var closed = StoredSession(at: 2 * hour)
        closed.add(.sessionClosed(.init(reason: .deleted)))
        var closedInTurn = StoredSession(at: 3 * hour)
        closedInTurn.add(Self.message, turn: 1)
        closedInTurn.add(.sessionClosed(.init(reason: .deleted)))
        for session in [idle, open, closed, closedInTurn] { try await session.store(in: self.store) }

        try await self.requireSessions(SessionQuery(), are: [idle, open, closed, closedInTurn])
        try await self.requireSessions(SessionQuery(isOpen: true), are: [idle, open])
        try await self.requireSessions(SessionQuery(isOpen: false), are: [closed, closedInTurn])
        try await self.requireSessions(SessionQuery(hasOpenTurns: true), are: [open, closedInTurn])
        try await self.requireSessions(SessionQuery(hasOpenTurns: false), are: [idle, closed])
        try await self.requireSessions(SessionQuery(isOpen: true, hasOpenTurns: true), are: [open])
        try await self.requireSessions(SessionQuery(regions: [piemonte]), are: [idle])
        try await self.requireSessions(
            SessionQuery(isOpen: true, regions: [piemonte, open.record.region]),
            are: [idle, open]
        )
        try await self.requireSessions(SessionQuery(regions: []), are: [])
        try await self.requireSessions(SessionQuery(user: "anna"), are: [idle, open, closed, closedInTurn])
        try await self.requireSessions(SessionQuery(user: "subject-1"), are: [open, closed, closedInTurn])
        try await self.requireSessions(SessionQuery(user: "Anna"), are: [])
        try await self.requireSessions(SessionQuery(isOpen: true, ids: [open.id, closed.id, SessionID()]), are: [open])
        try await self.requireSessions(SessionQuery(ids: []), are: [])
        let used = open.record.progress.lastUsedAt
        try await self.requireSessions(SessionQuery(lastUsedBefore: used), are: [idle])
        let next = Timestamp(milliseconds: used.milliseconds + 1)
        try await self.requireSessions(SessionQuery(lastUsedBefore: next), are: [idle, open])
        let late = Timestamp(milliseconds: 10 * hour)
        try await self.requireSessions(SessionQuery(isOpen: false, lastUsedBefore: late), are: [closed, closedInTurn])
        try await self.requireSessions(SessionQuery(isOpen: true, lastUsedBefore: Timestamp(milliseconds: 0)), are: [])
    }

    func queriesAreOrdered() async throws {
        let sessions = [5, 1, 4, 2, 3].map { StoredSession(at: $0 * 1000) }
        for session in sessions { try await session.store(in: self.store) }
        let sorted = sessions.sorted { $0.record.createdAt < $1.record.createdAt }
        try await self.requireSessions(SessionQuery(limit: 3), are: Array(sorted.prefix(3)))
        try await self.requireSessions(SessionQuery(limit: 0), are: [])
        try await self.requireSessions(SessionQuery(limit: .max), are: sorted)
        var used = sorted[0]
        let after = used.last
        let event = SessionEvent(
            sequence: after.next,
            at: Timestamp(milliseconds: 60_000),
            turn: TurnNumber(rawValue: 1),
            fact: Self.message
        )
        try await self.store.append([event], to: used.id, after: after)
        used.add(Self.message, turn: 1)
        let ids = try await self.store.sessions(matching: SessionQuery()).map(\.id)
        try self.require(ids, is: sorted.dropFirst().map(\.id) + [used.id])
    }

    func queriesGoOn() async throws {
        var sessions = [2, 1, 1, 3, 1].map { StoredSession(at: $0 * 1000) }
        for session in sessions { try await session.store(in: self.store) }
        sessions.sort { left, right in
            (left.record.createdAt, left.id.rawValue) < (right.record.createdAt, right.id.rawValue)
        }
        for cut in sessions.indices {
            try await self.requireSessions(
                SessionQuery(after: sessions[cut].record.position, limit: 2),
                are: Array(sessions[(cut + 1)...].prefix(2))
            )
        }
    }

    func closedSessionsAreNotCountedOpen() async throws {
        try await self.requireOpen([:])
        let open = StoredSession()
        var closed = StoredSession()
        closed.add(.sessionClosed(.init(reason: .idle)))
        try await open.store(in: self.store)
        try await closed.store(in: self.store)
        try await self.requireOpen(["subject-1": 1])
        try self.require(try await self.store.session(closed.id), is: closed.record)
        let after = closed.last
        let more = closed.add(.turnCancelled(.init(partialText: "", frames: nil)), turn: 1)
        try await self.store.append(more, to: closed.id, after: after)
        try self.require(try await self.store.session(closed.id), is: closed.record)
    }

    func openSessionsAreCountedByHolder() async throws {
        let sessions = [
            StoredSession(user: "anna", owner: nil), StoredSession(user: "anna", owner: "eva"),
            StoredSession(user: nil, owner: "eva"), StoredSession(user: nil, owner: nil),
            StoredSession(user: nil, owner: nil), StoredSession(user: "bea", owner: nil),
        ]
        for session in sessions { try await session.store(in: self.store) }
        var bea = sessions[5]
        let after = bea.last
        try await self.store.append(bea.add(.sessionClosed(.init(reason: .idle))), to: bea.id, after: after)
        try await self.requireOpen(["anna": 1, "eva": 2, nil: 2])
    }

    func erasedSessionIsGone() async throws {
        var erased = StoredSession()
        erased.add(StoredSession.turn(1), turn: 1)
        var kept = StoredSession()
        kept.add(StoredSession.turn(1), turn: 1)
        try await erased.store(in: self.store)
        try await kept.store(in: self.store)
        var other = StoredSession()
        other.add(StoredSession.turn(1), turn: 1)
        try await other.store(in: self.store)
        try await self.store.erase([])
        try await self.store.erase([erased.id, other.id])
        try await self.store.erase([erased.id])
        try self.require(try await self.store.session(erased.id), is: nil)
        try await self.requireNotFound { try await self.store.events(of: erased.id, after: .start) }
        try await self.requireSessions(SessionQuery(), are: [kept])
        try self.require(try await self.store.events(of: kept.id, after: .start), is: kept.events)
        try await erased.store(in: self.store)
        try self.require(try await self.store.events(of: erased.id, after: .start), is: erased.events)
    }

    private func requireSessions(_ query: SessionQuery, are expected: [StoredSession], line: Int = #line) async throws {
        try self.require(try await self.store.sessions(matching: query), is: expected.map(\.record), line: line)
        try self.require(try await self.store.ids(matching: query), is: expected.map(\.id), line: line)
    }

    private func requireOpen(_ expected: [Subject?: Int], line: Int = #line) async throws {
        let counts = try await self.store.countOpen()
        try self.require(
            Dictionary(counts.map { ($0.holder, $0.count) }, uniquingKeysWith: +),
            is: expected,
            line: line
        )
        try self.require(counts.count, is: expected.count, line: line)
    }
}
