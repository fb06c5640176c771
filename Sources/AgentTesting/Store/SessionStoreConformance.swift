public import AgentRuntime

/// What every ``SessionStore`` promises, as checks that throw what they find broken.
///
/// A store's tests run each case on an empty store: `try await promise.check(store)`.
public enum SessionStoreConformance: String, CaseIterable, Sendable, CustomStringConvertible {
    case createdSessionIsFound = "a created session is found with its first event"
    case unknownSessionIsNotFound = "an unknown session is not found"
    case creatingTwiceIsRefused = "creating a session twice is refused"
    case eventsComeBackInOrder = "events come back as they were stored, in order"
    case unknownEventsAreKept = "events of an unknown type are kept"
    case staleAppendIsRefused = "an append to a journal that has moved on is refused and stores nothing"
    case gapsAreRefused = "events that leave a gap are refused"
    case concurrentAppendsAreSerialised = "of concurrent appends at one place exactly one is stored"
    case sessionsAppendIndependently = "sessions append beside each other"
    case progressIsCounted = "progress is what the events add up to"
    case queriesFilter = "queries filter by what they ask for"
    case queriesAreOrdered = "queries give the longest unused session first, and no more than asked for"
    case queriesGoOn = "a query goes on where the last one ended"
    case closedSessionsAreNotCountedOpen = "closed sessions are found but not counted as open"
    case openSessionsAreCountedByHolder = "open sessions are counted under their owner's name, else their user's"
    case erasedSessionIsGone = "an erased session is gone, and no other"
    case cancelledTasksAreServed = "a cancelled task is served like any other"

    /// The promise in words.
    public var description: String { self.rawValue }

    /// - Parameter store: an empty store.
    /// - Throws: ``SessionStoreConformanceError`` when the promise is broken, or what the store throws.
    public func check(_ store: any SessionStore) async throws {
        let check = SessionStoreCheck(promise: self, store: store)
        switch self {
        case .createdSessionIsFound: try await check.createdSessionIsFound()
        case .unknownSessionIsNotFound: try await check.unknownSessionIsNotFound()
        case .creatingTwiceIsRefused: try await check.creatingTwiceIsRefused()
        case .eventsComeBackInOrder: try await check.eventsComeBackInOrder()
        case .unknownEventsAreKept: try await check.unknownEventsAreKept()
        case .staleAppendIsRefused: try await check.staleAppendIsRefused()
        case .gapsAreRefused: try await check.gapsAreRefused()
        case .concurrentAppendsAreSerialised: try await check.concurrentAppendsAreSerialised()
        case .sessionsAppendIndependently: try await check.sessionsAppendIndependently()
        case .progressIsCounted: try await check.progressIsCounted()
        case .queriesFilter: try await check.queriesFilter()
        case .queriesAreOrdered: try await check.queriesAreOrdered()
        case .queriesGoOn: try await check.queriesGoOn()
        case .closedSessionsAreNotCountedOpen: try await check.closedSessionsAreNotCountedOpen()
        case .openSessionsAreCountedByHolder: try await check.openSessionsAreCountedByHolder()
        case .erasedSessionIsGone: try await check.erasedSessionIsGone()
        case .cancelledTasksAreServed: try await check.cancelledTasksAreServed()
        }
    }
}

/// A promise that a store has broken.
public struct SessionStoreConformanceError: Error, CustomStringConvertible {
    /// The promise that is broken.
    public let promise: SessionStoreConformance
    /// What was found instead.
    public let finding: String

    /// Which promise is broken, and what was found.
    public var description: String { "Broken promise: \(self.promise). \(self.finding)" }
}
