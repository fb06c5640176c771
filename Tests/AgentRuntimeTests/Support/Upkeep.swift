import AgentRuntime
import AgentTesting
import NIOConcurrencyHelpers

/// A registry whose wall clock a test sets, and what it tells of the sessions it looks after.
struct Upkeep {
    /// Remembers which sessions it was told have ended.
    final class Desk: Toolset {
        let tools: [any Tool] = []
        private let told = NIOLockedValueBox<[SessionID]>([])
        var ended: [SessionID] { self.told.withLockedValue(\.self) }
        func sessionEnded(_ session: SessionID) async { self.told.withLockedValue { $0.append(session) } }
    }

    let registry: SessionRegistry
    let desk = Desk()
    let log = LoggedLines()
    private let instant: NIOLockedValueBox<Timestamp>

    init(of store: any SessionStore, model: any LanguageModel = ScriptedModel()) throws {
        let instant = NIOLockedValueBox(Timestamp(milliseconds: 1_700_000_000_000))
        let agent = try Agent.testing(model: model, toolsets: [self.desk])
        self.instant = instant
        self.registry = SessionRegistry(
            store: store,
            agent: { _ in agent },
            clock: ManualClock(),
            now: { instant.withLockedValue(\.self) },
            logger: self.log.logger
        )
    }

    /// Lets time pass and has the sessions looked over.
    func sweep(after duration: Duration) async {
        self.instant.withLockedValue { $0 = $0 + duration }
        await self.registry.sweep()
    }
}

extension StoredSession {
    /// A session of the agent that tests have, created this long after the clock of ``Upkeep`` began.
    static func testing(at seconds: Int64 = 0, _ facts: SessionEvent.Fact...) -> StoredSession {
        var session = StoredSession(at: 1_700_000_000_000 + seconds * 1000, region: Region.testing.id)
        session.add(facts, turn: 1)
        return session
    }
}
