import AgentRuntime
import Logging
import ServiceLifecycle

/// Runs turns until the service is told to stop. Then nothing new is taken on, and what is under way has a time to end; what
/// is cut off goes on after the next start.
struct SessionService: Service {
    let sessions: SessionRegistry
    /// How long turns may take to end.
    let limit: Duration
    let logger: Logger

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.sessions.run() }
            group.addTask { try await self.cutOff() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Returns when the turns that are under way have had their time.
    private func cutOff() async throws {
        try await gracefulShutdown()
        self.sessions.stop()
        self.logger.notice("Stopping: answers under way are finished", metadata: ["within": "\(self.limit)"])
        try await Task.sleep(for: self.limit)
        self.logger.warning("Answers were cut off; they go on after the next start")
    }
}
