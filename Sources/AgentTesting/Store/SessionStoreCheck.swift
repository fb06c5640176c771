import AgentRuntime

/// The checks behind ``SessionStoreConformance``.
struct SessionStoreCheck {
    let promise: SessionStoreConformance
    let store: any SessionStore

    func createdSessionIsFound() async throws {
        let session = StoredSession()
        try await session.store(in: self.store)
        try self.require(try await self.store.session(session.id), is: session.record)
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
        let bare = StoredSession(user: nil, metadata: [:])
        try await bare.store(in: self.store)
        try self.require(try await self.store.session(bare.id), is: bare.record)
    }

    func unknownSessionIsNotFound() async throws {
        var session = StoredSession()
        try self.require(try await self.store.session(session.id), is: nil)
        try await self.requireNotFound { try await self.store.events(of: session.id, after: .start) }
        let after = session.last
        let events = session.add(.userMessage(.init(text: "Ciao")), turn: 1)
        try await self.requireNotFound { try await self.store.append(events, to: session.id, after: after) }
        try await self.store.erase([session.id])
    }

    func creatingTwiceIsRefused() async throws {
        var session = StoredSession()
        try await session.store(in: self.store)
        try await self.requireConflict { try await session.store(in: self.store) }
        let after = session.last
        try await self.store.append(session.add(Self.message, turn: 1), to: session.id, after: after)
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
    }

    func eventsComeBackInOrder() async throws {
        var session = StoredSession()
        try await session.store(in: self.store)
        for turn in 1...3 {
            let after = session.last
            try await self.store.append(session.add(StoredSession.turn(turn), turn: turn), to: session.id, after: after)
        }
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
        let after = session.last
        try await self.store.append(session.add(Self.requests, turn: 3), to: session.id, after: after)
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
        let rest = try await self.store.events(of: session.id, after: EventSequence(rawValue: 7))
        try self.require(rest, is: Array(session.events.dropFirst(7)))
        try self.require(try await self.store.events(of: session.id, after: session.last), is: [])
    }

    func unknownEventsAreKept() async throws {
        var session = StoredSession()
        session.add(
            .unknown(type: "of_a_later_version", fields: ["text": "Sì", "list": [1, nil, ["a": false]]]),
            turn: 1
        )
        try await session.store(in: self.store)
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
    }

    func staleAppendIsRefused() async throws {
        var session = StoredSession()
        try await session.store(in: self.store)
        var other = session
        let after = session.last
        let events = session.add(StoredSession.turn(1), turn: 1)
        try await self.store.append(events, to: session.id, after: after)
        let stale = other.add(.sessionClosed(.init(reason: .deleted)))
        try await self.requireConflict { try await self.store.append(stale, to: session.id, after: after) }
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
        try self.require(try await self.store.session(session.id), is: session.record)
    }

    func gapsAreRefused() async throws {
        var session = StoredSession()
        try await session.store(in: self.store)
        let stored = session
        let after = session.last
        let events = session.add(Self.message, Self.message, Self.message, turn: 1)
        let gap = [events[0], events[2]]
        try await self.requireConflict { try await self.store.append(gap, to: session.id, after: after) }
        let late = [events[1]]
        try await self.requireConflict { try await self.store.append(late, to: session.id, after: after) }
        try self.require(try await self.store.session(session.id), is: stored.record)
        try self.require(try await self.store.events(of: session.id, after: .start), is: stored.events)
    }

    func concurrentAppendsAreSerialised() async throws {
        let session = StoredSession()
        try await session.store(in: self.store)
        let store = self.store
        let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    var own = session
                    let events = own.add(.userMessage(.init(text: "\(number)")), turn: 1)
                    do {
                        try await store.append(events, to: session.id, after: session.last)
                        return true
                    } catch SessionStoreError.conflict {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        try self.require(stored, is: 1)
        try self.require(try await self.store.events(of: session.id, after: .start).count, is: 2)
        try self.require(try await self.store.session(session.id)?.progress.messages, is: 1)
    }

    func sessionsAppendIndependently() async throws {
        let store = self.store
        let sessions = try await withThrowingTaskGroup(of: StoredSession.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    var session = StoredSession()
                    try await session.store(in: store)
                    for turn in 1...4 {
                        let after = session.last
                        try await store.append(
                            session.add(StoredSession.turn(turn), turn: turn),
                            to: session.id,
                            after: after
                        )
                    }
                    return session
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for session in sessions {
            try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
            try self.require(try await self.store.session(session.id), is: session.record)
        }
    }

    func cancelledTasksAreServed() async throws {
        let store = self.store
        let gate = Gate()
        // Unstructured, so that it alone is cancelled; it is awaited below.
        let task = Task {
            await gate.passUncancellably()
            var session = StoredSession()
            try await session.store(in: store)
            let after = session.last
            try await store.append(session.add(StoredSession.turn(1), turn: 1), to: session.id, after: after)
            let events = try await store.events(of: session.id, after: .start)
            return (session, events, try await store.session(session.id), Task.isCancelled)
        }
        task.cancel()
        gate.open()
        let (session, events, record, wasCancelled) = try await task.value
        try self.require(wasCancelled, is: true)
        try self.require(events, is: session.events)
        try self.require(record, is: session.record)
        try self.require(try await self.store.events(of: session.id, after: .start), is: session.events)
    }

    static let message = SessionEvent.Fact.userMessage(.init(text: "Ciao"))

    // MARK: Findings

    func require<Value: Equatable>(_ found: Value, is expected: Value, line: Int = #line) throws {
        guard found != expected else { return }
        throw SessionStoreConformanceError(
            promise: self.promise,
            finding: "Expected \(expected), found \(found) (check at line \(line))."
        )
    }

    func requireNotFound(_ body: () async throws -> Any) async throws {
        do {
            let result = try await body()
            throw SessionStoreConformanceError(promise: self.promise, finding: "Expected notFound, got \(result).")
        } catch SessionStoreError.notFound {}
    }

    func requireConflict(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch SessionStoreError.conflict {
            return
        }
        throw SessionStoreConformanceError(promise: self.promise, finding: "Expected a conflict; it was stored.")
    }
}
