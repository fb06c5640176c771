public import Logging
import NIOConcurrencyHelpers

/// All sessions of a service: creates, finds and ends them, and owns the tasks in which their turns run.
public final class SessionRegistry: Sendable {
    private struct State {
        var live: [SessionID: Session] = [:]
        var open = OpenSessions()
        var isPrepared = false
    }

    private let services: SessionServices
    private let jobs: AsyncStream<@Sendable () async -> Void>
    private let jobsContinuation: AsyncStream<@Sendable () async -> Void>.Continuation
    private let clock: any Clock<Duration>
    private let state = NIOLockedValueBox(State())

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
        for session in self.state.withLockedValue({ Array($0.live.values) }) {
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

    // MARK: Sessions

    /// Creates a session.
    /// - Parameters:
    ///   - user: whom it is about, as the client says.
    ///   - owner: who creates it, as a token has proved.
    ///   - metadata: what the client attached; secrets have been taken out.
    /// - Throws: ``SessionStoreError``, ``SessionRefusal``.
    public func create(
        user: String?,
        owner: String? = nil,
        region: RegionID,
        metadata: [String: JSONValue] = [:]
    ) async throws -> Session {
        let now = self.services.now()
        let created = SessionEvent.SessionCreated(
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            epoch: FrameEpoch(),
            greeting: self.services.agent(region)?.greeting
        )
        let event = SessionEvent(sequence: EventSequence.start.next, at: now, fact: .sessionCreated(created))
        let record = SessionRecord(
            id: SessionID(),
            createdAt: now,
            user: user,
            owner: owner,
            region: region,
            metadata: metadata,
            progress: SessionProgress(of: [event])
        )
        guard !self.services.isDraining else { throw SessionRefusal.stopping }
        let limits = self.services.settings
        try self.state.withLockedValue { try $0.open.add(record.holder, within: limits) }
        do {
            try await self.services.store.create(record, event: event)
        } catch {
            self.state.withLockedValue { $0.open.remove(record.holder) }
            throw error
        }
        let session = Session(record, events: [event], services: self.services)
        self.state.withLockedValue { $0.live[session.id] = session }
        return session
    }

    /// The open session called `id`; `nil` where there is none, or it is closed.
    /// - Throws: ``SessionStoreError``.
    public func session(_ id: SessionID) async throws -> Session? {
        let session = try await self.find(id)
        return session?.progress.closedAt == nil ? session : nil
    }

    /// The sessions on record that match, the longest unused first.
    /// - Throws: ``SessionStoreError``.
    public func records(matching query: SessionQuery) async throws -> [SessionRecord] {
        try await self.services.store.sessions(matching: query)
    }

    /// Closes the session called `id`.
    /// - Returns: whether there was one to close.
    /// - Throws: ``SessionStoreError``.
    public func close(_ id: SessionID, reason: SessionEvent.SessionClosed.Reason = .deleted) async throws -> Bool {
        guard let session = try await self.find(id), try await session.close(reason) else { return false }
        self.state.withLockedValue { state in
            state.open.remove(session.holder)
            state.live[id] = nil
        }
        return true
    }

    private func find(_ id: SessionID) async throws -> Session? {
        if let session = self.touch(id) { return session }
        guard let record = try await self.services.store.session(id) else { return nil }
        let events = try await self.services.store.events(of: id, after: .start)
        let loaded = Session(record, events: events, services: self.services)
        return self.state.withLockedValue { state in
            if let known = state.live[id] { return known }
            if record.progress.closedAt == nil { state.live[id] = loaded }
            return loaded
        }
    }

    /// The session if it is in memory, which it then stays for a while.
    private func touch(_ id: SessionID) -> Session? {
        self.state.withLockedValue { state in
            state.live[id]?.touch()
            return state.live[id]
        }
    }

    // MARK: Upkeep

    private func begin() async throws {
        var open = OpenSessions(count: try await self.services.store.countOpen())
        if self.services.settings.sessionsPerUser != nil {
            for record in try await self.services.store.sessions(matching: SessionQuery(isOpen: true, limit: .max)) {
                open.count(record.holder)
            }
        }
        self.state.withLockedValue { [open] in $0.open = open }
        let interrupted = try await self.services.store.sessions(
            matching: SessionQuery(isOpen: true, hasOpenTurns: true, limit: .max)
        )
        for record in interrupted {
            try await self.find(record.id)?.resume()
        }
        if !interrupted.isEmpty {
            self.services.logger.notice(
                "Going on with interrupted turns",
                metadata: ["sessions": "\(interrupted.count)"]
            )
        }
    }

    private func sweepRegularly() async {
        while (try? await self.clock.sleep(for: self.services.settings.sweepInterval)) != nil {
            await self.sweep()
        }
    }

    /// Unloads, closes and erases what its time has come for. ``run()`` does it regularly.
    public func sweep() async {
        let now = self.services.now()
        let settings = self.services.settings
        let unused = now - settings.unloadAfter
        let forgotten = now - settings.replayWindow
        self.state.withLockedValue { state in
            for session in state.live.values where session.unload(unusedSince: unused, framesBefore: forgotten) {
                state.live[session.id] = nil
            }
        }
        do {
            try await self.closeIdle(since: now - settings.idleTimeout)
            let expired = SessionQuery(isOpen: false, lastUsedBefore: now - settings.retention)
            for record in try await self.services.store.sessions(matching: expired) {
                try await self.services.store.erase(record.id)
            }
        } catch {
            self.services.logger.error("Sessions could not be looked over", metadata: ["error": "\(error)"])
        }
    }

    private func closeIdle(since instant: Timestamp) async throws {
        let query = SessionQuery(isOpen: true, lastUsedBefore: instant, limit: .max)
        for record in try await self.services.store.sessions(matching: query) {
            let isInUse = self.state.withLockedValue { $0.live[record.id]?.isInUse(since: instant) ?? false }
            if !isInUse { _ = try await self.close(record.id, reason: .idle) }
        }
    }
}
