import NIOConcurrencyHelpers

extension Session {
    /// Ends the session in memory alone, where its journal cannot say so: stops its turn, lets its sockets go and gives back
    /// what its tools hold.
    func abandon() async {
        let now = self.services.now()
        self.state.withLockedValue { state in
            state.progress.closedAt = state.progress.closedAt ?? now
            state.cancelled.formUnion(state.waiting)
            state.running?.task.cancel()
        }
        await self.atRest()
        self.frames.finish(.sessionClosed)
        await self.services.agent(self.region)?.sessionEnded(self.id)
    }
}
