import Logging
import NIOConcurrencyHelpers

/// What all sessions of a service share.
struct SessionServices: Sendable {
    let store: any SessionStore
    /// The agent that serves a region now; `nil` where none does.
    let agent: @Sendable (RegionID) -> Agent?
    let settings: SessionSettings
    /// The places of turns that run; `nil` where there is one for each.
    let turns: ConcurrencyLimit<String>?
    let phase = NIOLockedValueBox(ServicePhase.serving)
    /// Has a job run to its end by whoever owns the service's tasks; `false` once none is begun any more.
    let submit: @Sendable (@escaping @Sendable () async -> Void) -> Bool
    let now: @Sendable () -> Timestamp
    let observer: any AgentObserver
    let logger: Logger

    var isDraining: Bool { self.phase.withLockedValue { $0 == .draining } }

    /// Runs a turn once there is a place for it.
    /// - Parameters:
    ///   - key: whose turn it is.
    ///   - deadline: by when the turn must be done.
    /// - Throws: ``AgentError`` when no place came free in time, and what `body` throws.
    func withPlace(for key: String, until deadline: Deadline, body: () async throws -> Void) async throws {
        guard let turns else { return try await body() }
        do {
            let wait = Deadline(after: min(self.settings.turnWait, deadline.remaining))
            try await turns.withPlace(for: key, until: wait, body: body)
        } catch is ConcurrencyLimit<String>.Exceeded {
            throw AgentError(
                .busy,
                detail: "Too many answers are under way. Send the message again in a minute.",
                isRetryable: true
            )
        }
    }
}

/// Whether a service takes on more.
public enum ServicePhase: String, Hashable, Sendable {
    /// It takes sessions and messages.
    case serving
    /// It is about to stop: it finishes what it has begun.
    case draining
}

/// Why no session is created.
public enum SessionRefusal: Error, Hashable {
    /// So many are open already.
    case serviceFull(limit: Int)
    /// The user has so many open already.
    case userFull(limit: Int)
    /// The service is about to stop.
    case stopping
}
