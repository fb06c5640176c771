import Logging
import NIOConcurrencyHelpers

extension SessionRegistry {
    /// Counts the open sessions and takes up interrupted turns.
    func begin() async throws {
        let open = OpenSessions(try await self.services.store.countOpen())
        self.state.withLockedValue { $0.open = open }
        let interrupted = try await self.services.store.ids(
            matching: SessionQuery(isOpen: true, hasOpenTurns: true, limit: .max)
        )
        try await self.each(of: interrupted) { try await self.session($0)?.resume() }
        if !interrupted.isEmpty {
            self.services.logger.notice(
                "Going on with interrupted turns",
                metadata: ["sessions": "\(interrupted.count)"]
            )
        }
    }

    func sweepRegularly() async {
        while (try? await self.clock.sleep(for: self.services.settings.sweepInterval)) != nil {
            await self.sweep()
        }
    }

    /// Unloads, closes and erases what its time has come for. ``run()`` does it regularly.
    public func sweep() async {
        let now = self.services.now()
        let settings = self.services.settings
        let unused = now - settings.unloadAfter
        let forgotten = now - settings.replayWindow
        self.state.withLockedValue { state in
            state.live.unload { $0.unload(unusedSince: unused, framesBefore: forgotten) }
        }
        do {
            try await self.letGoOfErased()
            try await self.closeIdle(since: now - settings.idleTimeout)
            try await self.eraseExpired(before: now - settings.retention)
        } catch {
            self.services.logger.error("Sessions could not be looked over", metadata: ["error": "\(error)"])
        }
    }

    /// Lets go of sessions that another process has erased.
    private func letGoOfErased() async throws {
        let known = self.state.withLockedValue { $0.live.ids.union($0.damaged) }
        if known.isEmpty { return }
        let kept = Set(try await self.services.store.ids(matching: SessionQuery(ids: known, limit: .max)))
        let erased = known.subtracting(kept)
        self.state.withLockedValue { $0.damaged.subtract(erased) }
        for id in erased { await self.letGo(of: id) }
    }

    private func closeIdle(since instant: Timestamp) async throws {
        let idle = try await self.services.store.ids(
            matching: SessionQuery(isOpen: true, lastUsedBefore: instant, limit: .max)
        )
        try await self.each(of: idle) { id in
            if !self.isInUse(id, since: instant) { _ = try await self.close(id, reason: .idle) }
        }
    }

    /// Erases what was closed long ago, and what was not used for as long and could not be closed.
    private func eraseExpired(before instant: Timestamp) async throws {
        let store = self.services.store
        let closed = try await store.ids(matching: SessionQuery(isOpen: false, lastUsedBefore: instant))
        if !closed.isEmpty {
            try await store.erase(closed)
            self.state.withLockedValue { $0.damaged.subtract(closed) }
            self.services.logger.info("Sessions erased as kept long enough", metadata: ["count": "\(closed.count)"])
        }
        let open = try await store.ids(matching: SessionQuery(isOpen: true, lastUsedBefore: instant, limit: .max))
        try await self.each(of: open) { id in
            if !self.isInUse(id, since: instant) { _ = try await self.erase(id) }
        }
    }

    private func isInUse(_ id: SessionID, since instant: Timestamp) -> Bool {
        self.state.withLockedValue { $0.live[id]?.isInUse(since: instant) ?? false }
    }

    /// Does something for each session. What is wrong with one of them is logged, and keeps nothing from the others.
    /// - Throws: what is wrong with the store.
    private func each(of ids: [SessionID], _ body: (SessionID) async throws -> Void) async throws {
        for id in ids {
            do {
                try await body(id)
            } catch let error as SessionStoreError {
                guard error.session != nil else { throw error }
                if case .damaged = error {
                    self.noteDamage(error)
                } else {
                    self.services.logger.error(
                        "A session could not be looked after",
                        metadata: ["session": "\(id)", "error": "\(error)"]
                    )
                }
            }
        }
    }
}
