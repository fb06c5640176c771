import AgentRuntime
import ServiceLifecycle

/// Runs turns until the service is told to stop; those under way are finished.
struct SessionService: Service {
    let sessions: SessionRegistry

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await self.sessions.run()
        } onGracefulShutdown: {
            self.sessions.stop()
        }
    }
}
