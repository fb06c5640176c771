import AgentRuntime
import NIOConcurrencyHelpers

/// The sessions whose first wish for a person was answered with the offer to help first.
///
/// In memory alone: after a restart a patient is asked once more, and nothing else is lost.
final class AskedSessions: Sendable {
    private let sessions = NIOLockedValueBox<Set<SessionID>>([])

    /// Notes the session.
    /// - Returns: whether that is new.
    func note(_ session: SessionID) -> Bool {
        self.sessions.withLockedValue { $0.insert(session).inserted }
    }

    func forget(_ session: SessionID) {
        self.sessions.withLockedValue { _ = $0.remove(session) }
    }
}
