import Logging
import NIOConcurrencyHelpers

extension SessionRegistry {
    /// Closes the session called `id`. Its journal stays until its retention ends.
    /// - Returns: whether there was one to close.
    /// - Throws: ``SessionStoreError``.
    public func close(_ id: SessionID, reason: SessionEvent.SessionClosed.Reason = .deleted) async throws -> Bool {
        do {
            guard let session = try await self.session(id), try await session.close(reason) else { return false }
            self.state.withLockedValue { state in
                state.open.remove(session.holder)
                state.live.end(id)
            }
            return true
        } catch let error as SessionStoreError {
            guard case .damaged = error else { throw error }
            self.noteDamage(error)
            return try await self.closeUnread(id, reason)
        }
    }

    /// Has the store forget the session and all that was said in it, open or closed.
    /// - Parameter regions: where it may be; anywhere if `nil`.
    /// - Returns: whether there was one.
    /// - Throws: ``SessionStoreError``.
    public func erase(_ id: SessionID, in regions: Set<RegionID>? = nil) async throws -> Bool {
        let query = SessionQuery(regions: regions, ids: [id])
        guard try await !self.services.store.ids(matching: query).isEmpty else { return false }
        do {
            _ = try await self.close(id)
        } catch SessionStoreError.damaged {
            await self.letGo(of: id)
        }
        try await self.services.store.erase([id])
        self.state.withLockedValue { _ = $0.damaged.remove(id) }
        self.services.logger.notice("Session erased", metadata: ["session": "\(id)"])
        return true
    }

    /// Lets go of a session that is not on record as open any more, without its journal.
    /// - Parameter record: what is known of it where it is not in memory.
    func letGo(of id: SessionID, _ record: SessionRecord? = nil) async {
        let live = self.state.withLockedValue { state in
            let live = state.live.end(id)
            if live != nil || record != nil { state.open.remove(live?.holder ?? record?.holder) }
            return live
        }
        if let live {
            await live.abandon()
        } else if let record {
            await self.services.agent(record.region)?.sessionEnded(id)
        }
    }

    /// Closes a session whose journal cannot be read: it goes on after its last event.
    private func closeUnread(_ id: SessionID, _ reason: SessionEvent.SessionClosed.Reason) async throws -> Bool {
        guard let record = try await self.services.store.session(id), record.progress.closedAt == nil else {
            return false
        }
        let last = record.progress.last
        let event = SessionEvent(
            sequence: last.next,
            at: self.services.now(),
            fact: .sessionClosed(.init(reason: reason))
        )
        try await self.services.store.append([event], to: id, after: last)
        await self.letGo(of: id, record)
        self.services.logger.info("Session closed", metadata: ["session": "\(id)", "reason": "\(reason.rawValue)"])
        return true
    }
}
