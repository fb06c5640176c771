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
        let waiting = self.state.withLockedValue { state in
            state.cancelled.formUnion(state.waiting)
            state.running?.task.cancel()
            return state.isWorking
        }
        if waiting { await self.settled() }
        self.frames.finish(.sessionClosed)
        await self.services.agent(self.region)?.sessionEnded(self.id)
        self.services.logger.info(
            "Session closed",
            metadata: ["session": "\(self.id)", "reason": "\(reason.rawValue)"]
        )
        return true
    }

    /// Waits until no turn runs.
    func settled() async {
        await withCheckedContinuation { continuation in
            let isSettled = self.state.withLockedValue { state in
                if state.isWorking { state.closing.append(continuation) }
                return !state.isWorking
            }
            if isSettled { continuation.resume() }
        }
    }
}
