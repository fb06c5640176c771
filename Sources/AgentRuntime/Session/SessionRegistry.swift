public import Logging
import NIOConcurrencyHelpers

/// All sessions of a service: creates, finds and ends them, and owns the tasks in which their turns run.
public final class SessionRegistry: Sendable {
    struct State {
        var live = LiveSessions()
        var open = OpenSessions()
        /// Those that could not be read since the start, and are not erased.
        var damaged: Set<SessionID> = []
        var isPrepared = false
    }

    let services: SessionServices
    private let jobs: AsyncStream<@Sendable () async -> Void>
    private let jobsContinuation: AsyncStream<@Sendable () async -> Void>.Continuation
    let clock: any Clock<Duration>
    let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - agent: the agent that serves a region now; `nil` where none does.
    ///   - clock: paces the looking over of sessions.
    ///   - now: tells the time that goes on record.
    ///   - observer: told of every turn, its steps and its calls.
    public init(
        store: any SessionStore,
        agent: @escaping @Sendable (RegionID) -> Agent?,
        settings: SessionSettings = SessionSettings(),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Timestamp = { .now },
        observer: any AgentObserver = .none,
        logger: Logger
    ) {
        let (jobs, continuation) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        self.jobs = jobs
        self.jobsContinuation = continuation
        self.clock = clock
        self.services = SessionServices(
            store: store,
            agent: agent,
            settings: settings,
            turns: settings.turns.map { ConcurrencyLimit($0, clock: clock) },
            submit: {
                guard case .enqueued = continuation.yield($0) else { return false }
                return true
            },
            now: now,
            observer: observer,
            logger: logger
        )
    }

    /// Counts the open sessions, and takes up the turns that an earlier run of the service left open. To be called before
    /// clients are let in; ``run()`` does it if nobody has.
    /// - Throws: ``SessionStoreError`` when the store cannot be read.
    public func prepare() async throws {
        let isFirst = self.state.withLockedValue { state in
            defer { state.isPrepared = true }
            return !state.isPrepared
        }
        if isFirst { try await self.begin() }
    }

    /// Runs turns and looks sessions over until ``stop()``, or until its task is cancelled, which leaves running turns to the
    /// next run.
    /// - Throws: ``SessionStoreError`` when the store cannot be read at the start.
    public func run() async throws {
        try await self.prepare()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.sweepRegularly() }
            await withDiscardingTaskGroup { turns in
                for await job in self.jobs { turns.addTask { await job() } }
            }
            group.cancelAll()
        }
        for session in self.state.withLockedValue(\.live.all) {
            await session.settle()
            session.frames.finish(.serviceStopping)
        }
    }

    /// Takes on nothing more: ``run()`` lets sockets go and returns when the turns under way have ended. Those that wait are
    /// left to the next run.
    public func stop() {
        self.services.phase.withLockedValue { $0 = .draining }
        self.jobsContinuation.finish()
    }

    /// Whether new sessions and messages are taken; see ``stop()``.
    public var phase: ServicePhase { self.services.phase.withLockedValue(\.self) }

    /// How many sessions were created and not closed.
    public var activeCount: Int { self.state.withLockedValue(\.open.count) }

    /// How many of them are in memory.
    public var residentCount: Int { self.state.withLockedValue(\.live.count) }

    /// How many were found damaged since the start, and are not erased.
    public var damagedCount: Int { self.state.withLockedValue(\.damaged.count) }
}
