import Logging
import NIOConcurrencyHelpers

extension SessionRegistry {
    /// Creates a session.
    /// - Parameters:
    ///   - user: whom it is about, as the client says.
    ///   - owner: who creates it, as a token has proved.
    ///   - metadata: what the client attached; secrets have been taken out.
    /// - Throws: ``SessionStoreError``, ``SessionRefusal``.
    public func create(
        user: String?,
        owner: Subject? = nil,
        region: RegionID,
        metadata: [String: JSONValue] = [:]
    ) async throws -> Session {
        let now = self.services.now()
        let created = SessionEvent.SessionCreated(
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            epoch: FrameEpoch(),
            greeting: self.services.agent(region)?.greeting
        )
        let event = SessionEvent(sequence: EventSequence.start.next, at: now, fact: .sessionCreated(created))
        let record = SessionRecord(
            id: SessionID(),
            createdAt: now,
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            progress: SessionProgress(of: [event])
        )
        guard !self.services.isDraining else { throw SessionRefusal.stopping }
        let limits = self.services.settings
        try self.state.withLockedValue { try $0.open.add(record.holder, within: limits) }
        do {
            try await self.services.store.create(record, event: event)
        } catch {
            self.state.withLockedValue { $0.open.remove(record.holder) }
            throw error
        }
        let session = Session(record, events: [event], services: self.services)
        self.state.withLockedValue { $0.live.insert(session) }
        return session
    }

    /// The open session called `id`; `nil` where there is none, or it is closed.
    /// - Parameter admit: told whose it is and where before its journal is read; throws to keep somebody out, who then has not
    ///   used it.
    /// - Throws: ``SessionStoreError``, and what `admit` throws.
    public func session(
        _ id: SessionID,
        admitting admit: (_ owner: Subject?, _ region: RegionID) throws -> Void = { _, _ in }
    ) async throws -> Session? {
        if let known = self.state.withLockedValue({ $0.live[id] }) {
            guard known.progress.closedAt == nil else { return nil }
            try admit(known.owner, known.region)
            // It may have left memory meanwhile.
            if let touched = self.touch(id) { return touched }
        }
        do {
            guard let record = try await self.services.store.session(id), record.progress.closedAt == nil else {
                return nil
            }
            try admit(record.owner, record.region)
            return try await self.load(record)
        } catch let error as SessionStoreError {
            self.noteDamage(error)
            throw error
        }
    }

    /// The sessions on record that match, the longest unused first.
    /// - Throws: ``SessionStoreError``.
    public func records(matching query: SessionQuery) async throws -> [SessionRecord] {
        try await self.services.store.sessions(matching: query)
    }

    /// The session if it is in memory, which it then stays for a while.
    private func touch(_ id: SessionID) -> Session? {
        self.state.withLockedValue { state in
            state.live[id]?.touch()
            return state.live[id]
        }
    }

    /// - Returns: `nil` where the session was closed or erased while it was read.
    private func load(_ record: SessionRecord) async throws -> Session? {
        self.state.withLockedValue { $0.live.beginReading(record.id) }
        do {
            let events = try await self.services.store.events(of: record.id, after: .start)
            let isOpen = SessionProgress(of: events).closedAt == nil
            let read = isOpen ? Session(record, events: events, services: self.services) : nil
            return self.state.withLockedValue { $0.live.finishReading(record.id, read) }
        } catch {
            let known = self.state.withLockedValue { $0.live.finishReading(record.id, nil) }
            if case SessionStoreError.notFound = error { return known }
            throw error
        }
    }

    /// Tells the operator of a session that cannot be read, once.
    func noteDamage(_ error: SessionStoreError) {
        guard case .damaged(let id, _) = error else { return }
        guard self.state.withLockedValue({ $0.damaged.insert(id).inserted }) else { return }
        self.services.logger.error("A session is damaged", metadata: ["session": "\(id)", "error": "\(error)"])
    }
}
