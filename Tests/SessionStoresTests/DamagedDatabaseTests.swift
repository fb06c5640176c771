import AgentRuntime
import AgentTesting
import GRDB
import SessionStores
import Testing

@Suite struct DamagedDatabaseTests {
    private static func damage(_ path: String, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: path)
        try await queue.write { db in try db.execute(sql: sql) }
        try queue.close()
    }

    @Test(arguments: [
        "UPDATE events SET json = X'7B7D' WHERE sequence = 3",
        "DELETE FROM events WHERE sequence = 3",
        "UPDATE events SET json = (SELECT json FROM events WHERE sequence = 2) WHERE sequence = 3",
        "DELETE FROM events WHERE sequence >= 3",
    ])
    func aDamagedJournalIsAnErrorAndNotAShorterJournal(_ damage: String) async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            var session = StoredSession()
            session.add(StoredSession.turn(1, message: "segreto"), turn: 1)
            try await session.store(in: store)
            await store.close()
            try await Self.damage(path, damage)
            let reopened = try SQLiteSessionStore(path: path, logger: .silent)
            let error = await #expect(throws: SessionStoreError.self) {
                try await reopened.events(of: session.id, after: .start)
            }
            #expect(error?.session == session.id)
            let text = try #require(error).description
            #expect(text.contains("chat-service sessions erase \(session.id)"))
            #expect(text.contains("Event 3 of session \(session.id)"))
            #expect(!text.contains("segreto"))
            await reopened.close()
        }
    }

    @Test func aDamagedRecordIsFoundByItsIDAlone() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            let sessions = (0..<2).map { StoredSession(at: Int64($0)) }
            for session in sessions { try await session.store(in: store) }
            try await Self.damage(path, "UPDATE sessions SET metadata = '{' WHERE id = '\(sessions[0].id)'")
            #expect(try await store.ids(matching: SessionQuery()) == sessions.map(\.id))
            #expect(try await store.sessions(matching: SessionQuery()) == [sessions[1].record])
            let error = await #expect(throws: SessionStoreError.self) { try await store.session(sessions[0].id) }
            #expect(error?.session == sessions[0].id)
            #expect(error?.description.contains("chat-service sessions erase \(sessions[0].id)") == true)
            await store.close()
        }
    }

    @Test func damagedSessionsGoWithTheOthersWhenTheirTimeHasCome() async throws {
        try await withFolder { folder in
            let path = "\(folder)/sessions.sqlite"
            let store = try SQLiteSessionStore(path: path, logger: .silent)
            let sessions = (0..<3).map { StoredSession(at: Int64($0), region: Region.testing.id) }
            for session in sessions { try await session.store(in: store) }
            try await Self.damage(path, "UPDATE sessions SET metadata = '{' WHERE id = '\(sessions[0].id)'")
            try await Self.damage(path, "DELETE FROM events WHERE session = '\(sessions[1].id)'")
            let agent = try Agent.testing(model: ScriptedModel())
            func swept(at now: Timestamp) async throws -> SessionRegistry {
                let registry = SessionRegistry(store: store, agent: { _ in agent }, now: { now }, logger: .silent)
                try await registry.prepare()
                await registry.sweep()
                return registry
            }
            let later = try await swept(at: Timestamp(milliseconds: 4_000_000))
            let closed = try await store.ids(matching: SessionQuery(isOpen: false))
            #expect(Set(closed) == [sessions[1].id, sessions[2].id])
            #expect(later.damagedCount == 2)
            #expect(later.activeCount == 1)
            let late = try await swept(at: Timestamp(milliseconds: 4_000_000) + .seconds(61 * 86_400))
            #expect(try await store.ids(matching: SessionQuery()).isEmpty)
            #expect(late.damagedCount == 0)
            await store.close()
        }
    }
}
