import NIOConcurrencyHelpers

extension Session {
    /// Ends the session in memory alone, where its journal cannot say so: stops its turn, lets its sockets go and gives back
    /// what its tools hold.
    func abandon() async {
        let now = self.services.now()
        let isWorking = self.state.withLockedValue { state in
            state.progress.closedAt = state.progress.closedAt ?? now
            state.cancelled.formUnion(state.waiting)
            state.running?.task.cancel()
            return state.isWorking
        }
        if isWorking { await self.settled() }
        self.frames.finish(.sessionClosed)
        await self.services.agent(self.region)?.sessionEnded(self.id)
    }
}
