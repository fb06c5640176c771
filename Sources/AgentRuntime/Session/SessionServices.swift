import Logging

/// What all sessions of a service share.
struct SessionServices: Sendable {
    let store: any SessionStore
    /// The agent that serves a region now; `nil` where none does.
    let agent: @Sendable (RegionID) -> Agent?
    let settings: SessionSettings
    /// Has a job run to its end by whoever owns the service's tasks.
    let submit: @Sendable (@escaping @Sendable () async -> Void) -> Void
    let now: @Sendable () -> Timestamp
    let observer: any AgentObserver
    let logger: Logger
}
