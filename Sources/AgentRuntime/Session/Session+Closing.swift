import Logging
import NIOConcurrencyHelpers

extension Session {
    /// Ends the session: stops its turn, lets its sockets go and gives back what its tools hold. The journal stays.
    /// - Returns: `false` if it was closed already.
    /// - Throws: ``SessionStoreError``; the session is then still open.
    func close(_ reason: SessionEvent.SessionClosed.Reason) async throws -> Bool {
        let resident = try await self.load()
        let closes = self.state.withLockedValue { state in
            guard state.progress.closedAt == nil else { return false }
            state.progress.closedAt = self.services.now()
            return true
        }
        guard closes else { return false }
        do {
            try await resident.journal.append([.sessionClosed(.init(reason: reason))], turn: nil)
        } catch {
            self.state.withLockedValue { $0.progress.closedAt = nil }
            throw error
        }
        self.state.withLockedValue { state in
            state.cancelled.formUnion(state.waiting)
            state.running?.task.cancel()
        }
        await self.atRest()
        self.frames.finish(.sessionClosed)
        await self.services.agent(self.region)?.sessionEnded(self.id)
        self.services.logger.info(
            "Session closed",
            metadata: ["session": "\(self.id)", "reason": "\(reason.rawValue)"]
        )
        return true
    }

    /// Waits until no message is taken in and no turn runs.
    func atRest() async {
        await withCheckedContinuation { continuation in
            self.advance { $0.closing.append(continuation) }
        }
    }
}
